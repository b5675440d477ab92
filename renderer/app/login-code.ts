/** The address was changed by the console itself, which the browser tells nobody. */
export const MOVED = 'countersign:moved'

/** Takes a one-time login code out of the address bar, so that it stays neither there nor in the history. */
export function takeLoginCode(): string | null {
  const match = /^#code=([A-Za-z0-9-]{1,64})$/.exec(location.hash)
  if (match?.[1] === undefined) return null
  history.replaceState(null, '', '#/tasks')
  window.dispatchEvent(new Event(MOVED))
  return match[1]
}
