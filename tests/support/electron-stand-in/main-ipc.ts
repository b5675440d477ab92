import type * as Electron from 'electron'

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** Electron's `ipcMain`, the half that answers. */
export interface MainIpc {
  handle(channel: string, handler: Handler): void
  removeHandler(channel: string): void
  /** Runs the handler of a channel. Rejects with the message that the page is shown. */
  invoke(channel: string, event: Electron.IpcMainInvokeEvent, args: unknown[]): Promise<unknown>
}

export function createMainIpc(): MainIpc {
  const handlers = new Map<string, Handler>()
  return {
    handle: (channel, handler) => {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
      handlers.set(channel, handler)
    },
    removeHandler: (channel) => {
      handlers.delete(channel)
    },
    invoke: async (channel, event, args) => {
      try {
        const handler = handlers.get(channel)
        if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
        return structuredClone(await handler(event, ...args))
      } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        throw new Error(`Error invoking remote method '${channel}': ${why}`)
      }
    },
  }
}

null as unknown as MainIpc satisfies Pick<Electron.IpcMain, 'handle' | 'removeHandler'>
