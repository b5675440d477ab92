import type { Session } from 'electron'
import { isConsoleUrl } from './console-origin.ts'
import { inertAddress } from './inert-address.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

type Guarded = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
>

/**
 * What is refused by the check alone is never requested. Everything else Chromium checks by itself as well, at any time and for nobody:
 * there only a request tells that a page wants something.
 */
const ENDS_WITH_THE_CHECK: ReadonlySet<string> = new Set(['hid', 'serial', 'usb', 'smart-card'])

/**
 * Denies every permission but one: the console's own page may put text on the clipboard when the operator presses a copy button.
 * Reading the clipboard is denied, like camera, microphone, place, notifications and all the rest, to every origin.
 * https://www.electronjs.org/docs/latest/tutorial/security#5-handle-session-permission-requests-from-remote-content
 */
export function guardPermissions(session: Guarded, attempts: Pick<RefusedAttempts, 'note'>): void {
  const allowed = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' && isConsoleUrl(origin)
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = details.isMainFrame && allowed(permission, details.requestingUrl)
    if (!granted) attempts.note('permission', `${permission} for ${inertAddress(details.requestingUrl)}`)
    answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const granted = details.isMainFrame && allowed(permission, origin)
    if (!granted && ENDS_WITH_THE_CHECK.has(permission)) attempts.note('device', permission)
    return granted
  })
  session.setDevicePermissionHandler(({ deviceType }) => {
    attempts.note('device', deviceType)
    return false
  })
  session.setDisplayMediaRequestHandler((_request, answer) => {
    attempts.note('screen_capture', 'the page asked for a screen or a window')
    answer(null)
  })
}
