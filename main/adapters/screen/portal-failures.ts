import { oneLine } from '../../core/tools/one-line.ts'
import { captureFailed, noDisplay, noPermission, programMissing } from '../../core/tools/screen/screen-failures.ts'
import type { ToolError } from '../../core/tools/tool.ts'
import { BusFailure } from './session-bus.ts'

const INSTALL =
  'Install xdg-desktop-portal with the backend of this desktop (xdg-desktop-portal-gnome, -kde or -wlr), or grim where the compositor is like Sway or Hyprland; or use the desktop app.'

const ASK_AGAIN =
  'Send the call again with a new idempotency key, and allow it at the screen. Once denied for good, it is allowed in the settings of the desktop, or by: flatpak permission-set screenshot screenshot "" yes'

/** The person said no, or closed the question. */
export const refusedByPerson = (): ToolError =>
  noPermission('The person at the screen did not allow the picture.', ASK_AGAIN)

/** `programs`: ids in the permission store for which it says no; the empty one stands for programs without an id. */
export const refusedForGood = (programs: readonly string[]): ToolError =>
  noPermission(
    `The portal takes no picture: pictures of the screen are denied for ${programs.map((id) => oneLine(id) || 'programs without an id').join(', ')}.`,
    ASK_AGAIN,
  )

export const portalGaveUp = (code: number): ToolError =>
  captureFailed(`the portal broke off without saying why (response ${code})`, null)

export const nobodyAnswered = (deadline_ms: number): ToolError =>
  captureFailed(
    `the portal did not answer within ${deadline_ms / 1000} seconds: perhaps its question waits at the screen`,
    null,
  )

/** Names of errors on the bus, and what they mean here. https://dbus.freedesktop.org/doc/dbus-specification.html */
const NOT_THERE = /\.(ServiceUnknown|NameHasNoOwner|Spawn\.ServiceNotFound)$/
const CANNOT = /\.(UnknownMethod|UnknownInterface|UnknownObject|NotSupported)$/
const FORBIDDEN = /\.(AccessDenied|NotAllowed|AuthFailed)$/

/** What went wrong on the bus, as the operator is told it; any other error as it is. */
export function failureOfPortal(error: unknown): unknown {
  if (!(error instanceof BusFailure)) return error
  const { reason, cause } = error
  const said = oneLine(error.message)
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? ''
  if (reason === null && ['ECONNREFUSED', 'ENOENT', 'EACCES'].includes(code))
    return noDisplay(
      `The session bus does not answer: ${said}`,
      'Start the console inside the desktop session, and check DBUS_SESSION_BUS_ADDRESS.',
    )
  if (reason === null) return captureFailed(said, error)
  if (NOT_THERE.test(reason)) return programMissing(['xdg-desktop-portal'], INSTALL)
  if (CANNOT.test(reason)) return programMissing(['a portal of this desktop that takes pictures'], INSTALL)
  if (FORBIDDEN.test(reason))
    return noPermission(`The portal does not let the console see the screen: ${said}`, ASK_AGAIN)
  return captureFailed(said, error)
}
