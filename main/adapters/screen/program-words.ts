import { oneLine } from '../../core/tools/one-line.ts'
import { noDisplay, noPermission } from '../../core/tools/screen/screen-failures.ts'
import type { ToolError } from '../../core/tools/tool.ts'
import { ProgramFailure } from '../programs/run-program.ts'

/** What programs say, and what it means. The words are those of Xlib, ffmpeg, macOS and Windows. */
const PERMISSION =
  /authorization required|no protocol specified|not authori[sz]ed|could not create image|permission|access is denied|handle is invalid/i
const DISPLAY = /cannot open display|can't open display|failed to connect to (the )?wayland|unable to open display/i
const FULL = /no space left on device/i

/** A failure of a program, as the operator is told it, and any other error as it is; `failed` makes the one that none of these is. */
export function failureOfProgram(error: unknown, failed: (said: string, cause: unknown) => ToolError): unknown {
  if (!(error instanceof ProgramFailure)) return error
  const said = oneLine(error.said)
  if (PERMISSION.test(said))
    return noPermission(
      `The system does not let the console see the screen: ${said}`,
      'Give the user of the console access to the display (XAUTHORITY under X11, Screen Recording in the privacy settings of macOS, an unlocked session).',
    )
  if (DISPLAY.test(said))
    return noDisplay(`No display answers: ${said}`, 'Check DISPLAY or WAYLAND_DISPLAY, and that the session runs.')
  if (FULL.test(said)) return failed(`the disk is full (${said})`, error)
  if (error.ended === 'aborted') return failed('it was ended before its time', error)
  if (error.ended === 'too_late') return failed('the program did not end in time', error)
  return failed(said, error)
}
