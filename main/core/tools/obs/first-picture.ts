import { RecordStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'

/** In milliseconds. */
const LONGEST_WAIT_MS = 5000
const LOOK_MS = 50

/**
 * Waits until something is in the recording: OBS 29 never ends one that it is asked to stop, or to pause and resume, before it has its first
 * picture. False when there is none after five seconds.
 */
export async function hasFirstPicture(desk: Pick<ObsDesk, 'ask' | 'pause'>, signal: AbortSignal): Promise<boolean> {
  for (let waited = 0; waited <= LONGEST_WAIT_MS; waited += LOOK_MS) {
    if ((await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)).outputDuration > 0) return true
    await desk.pause(LOOK_MS, signal)
  }
  return false
}
