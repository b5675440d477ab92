import { ToolError } from '../tool.ts'
import { ObsProblem } from './obs-link.ts'

export const recordingActive = (): ToolError =>
  new ToolError(
    'obs_recording_active',
    'OBS records already.',
    'Stop that recording first: obs.arm, then obs.record.stop.',
  )

export const recordingIdle = (): ToolError =>
  new ToolError('obs_recording_idle', 'OBS does not record now.', 'Look at obs.status; begin with obs.record.start.')

export const recordingNotStarted = (why: string): ToolError =>
  new ToolError(
    'obs_recording_not_started',
    `OBS did not begin to record: ${why}.`,
    'Look at the recording folder, the free space and the log of OBS, and send the call again with a new idempotency key.',
  )

/** The number with which OBS refused what a failure came from; null for any other failure. */
export function refusedCode(error: unknown): number | null {
  const cause = error instanceof ToolError ? error.cause : error
  return cause instanceof ObsProblem ? cause.code : null
}
