import type { App, Session, Shell, WebContents } from 'electron'
import { isConsoleUrl } from './console-origin.ts'

/** An address that may be handed to the browser: https, and nothing that asks for credentials to be filled in. */
export function isOutsideLink(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return protocol === 'https:' && username === '' && password === ''
}

/**
 * Keeps every window on the console: nothing navigates away, nothing opens a window, no web view is attached. Links to https open in
 * the operator's browser. https://www.electronjs.org/docs/latest/tutorial/security
 */
export function guardNavigation(app: Pick<App, 'on'>, shell: Pick<Shell, 'openExternal'>): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, shell))
}

function guardContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  // Frames inside the page are covered by will-frame-navigate, redirects by will-redirect.
  for (const moment of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)
    contents.on(moment as 'will-navigate', (details) => {
      if (!isConsoleUrl(details.url)) details.preventDefault()
    })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isOutsideLink(url)) void shell.openExternal(url).catch(() => undefined)
    return { action: 'deny' }
  })
}

/**
 * Denies every permission but one: the console's own page may put text on the clipboard when the operator presses a copy button.
 * Reading the clipboard is denied, like camera, microphone, place, notifications and all the rest, to every origin.
 */
export function guardPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  const allowed = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' && isConsoleUrl(origin)
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(details.isMainFrame && allowed(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) => details.isMainFrame && allowed(permission, origin),
  )
  session.setDevicePermissionHandler(() => false)
}
