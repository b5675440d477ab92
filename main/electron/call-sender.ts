import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { CONSOLE_ORIGIN } from './console-origin.ts'

/**
 * Does the call come from the console in our window: from the window's own contents, from their top frame, and from a document of the
 * console's origin? Asked anew for every call, because a frame's document can change between two of them. A frame that has gone since
 * it called (null, or one that throws when it is asked anything) is refused.
 * https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages
 */
export function isConsoleSender(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, own: WebContents): boolean {
  try {
    const frame = event.senderFrame
    return event.sender === own && frame !== null && frame.parent === null && frame.origin === CONSOLE_ORIGIN
  } catch {
    return false
  }
}

/** Where a refused call came from, for the record. */
export function senderName(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): string {
  try {
    const frame = event.senderFrame
    if (frame === null) return 'a frame that has gone'
    return `${frame.parent === null ? 'the top frame' : 'an inner frame'} at ${frame.origin.slice(0, 100)}`
  } catch {
    return 'a frame that has gone'
  }
}
