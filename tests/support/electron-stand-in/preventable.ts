export interface Preventable {
  defaultPrevented: boolean
  preventDefault(): void
}

/** An event that its listeners can forbid, as Electron's are. */
export function preventable<T extends object>(details: T): T & Preventable {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true
    },
  }
  return event
}
