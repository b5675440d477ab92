/** The console's own address in the window. Only the app itself answers it; no other program or site can. */
export const CONSOLE_SCHEME = 'countersign'
export const CONSOLE_ORIGIN = 'countersign://console'
export const CONSOLE_URL = `${CONSOLE_ORIGIN}/`

/** Is this an address of the console? Anything that does not parse is not. */
export function isConsoleUrl(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${CONSOLE_SCHEME}:` && url.host === 'console' && url.username === '' && url.password === ''
}
