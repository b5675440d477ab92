import * as z from 'zod'
import { type Tool, ToolError } from '../tool.ts'
import { hasFirstPicture } from './first-picture.ts'
import { RecordStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import { turnTool } from './obs-turn-tool.ts'
import { recordingIdle } from './recording-errors.ts'

const Args = z.strictObject({})
type Args = z.infer<typeof Args>
const Result = z.strictObject({ paused: z.boolean(), duration_ms: z.number() })
type Result = z.infer<typeof Result>

export interface RecordPauseParts extends ObsToolParts {
  readonly desk: ObsDesk
}

/** OBS also takes the question when it records with the quality of the stream, and then pauses nothing: it is looked at. */
export function createRecordPause({ desk, status }: RecordPauseParts): Tool<Args, Result> {
  return turnTool<Args, Result>(
    desk,
    {
      ...{ name: 'obs.record.pause', title: 'Pause the recording', side_effect_level: 'local_write', status },
      description: 'Pauses the recording; what happens meanwhile is not in it. Done when OBS shows that it is paused.',
      ...{
        room: 'unasked',
        args: Args,
        example: {},
        result: Result,
        summary: () => 'Pause the recording in OBS Studio',
      },
    },
    {
      before: async (_, signal) => {
        const now = await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)
        if (!now.outputActive) throw recordingIdle()
        if (now.outputPaused) throw paused()
        if (!(await hasFirstPicture(desk, signal))) throw nothingYet()
      },
      act: (_, signal) => desk.tell('PauseRecord', {}, signal),
      shown: shownAs(desk, true),
      missed: () =>
        new ToolError(
          'obs_recording_not_paused',
          'OBS records on.',
          'OBS cannot pause a recording of the quality "Same as stream": choose another one in its settings (Output).',
        ),
    },
  )
}

export function createRecordResume({ desk, status }: RecordPauseParts): Tool<Args, Result> {
  return turnTool<Args, Result>(
    desk,
    {
      ...{ name: 'obs.record.resume', title: 'Resume the recording', side_effect_level: 'local_write', status },
      description: 'Goes on with a paused recording, into the same file. Done when OBS shows that it records.',
      ...{
        room: 'unasked',
        args: Args,
        example: {},
        result: Result,
        summary: () => 'Resume the recording in OBS Studio',
      },
    },
    {
      before: async (_, signal) => {
        const now = await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)
        if (!now.outputActive) throw recordingIdle()
        if (!now.outputPaused) throw running()
      },
      act: (_, signal) => desk.tell('ResumeRecord', {}, signal),
      shown: shownAs(desk, false),
      missed: () => new ToolError('obs_recording_not_resumed', 'OBS is paused still.', 'Look at obs.status.'),
    },
  )
}

const shownAs =
  (desk: ObsDesk, wanted: boolean) =>
  async (_: Args, signal: AbortSignal): Promise<Result | null> => {
    const now = await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)
    if (!now.outputActive) throw recordingIdle()
    return now.outputPaused === wanted ? { paused: wanted, duration_ms: now.outputDuration } : null
  }

const nothingYet = (): ToolError =>
  new ToolError(
    'obs_recording_not_paused',
    'OBS has recorded nothing yet, and must not be asked to pause before it has.',
    'Look at obs.status; try again when the recording has a duration.',
  )
const paused = (): ToolError =>
  new ToolError('obs_output_paused', 'The recording is paused already.', 'Resume it with obs.record.resume.')
const running = (): ToolError =>
  new ToolError('obs_output_not_paused', 'The recording is not paused.', 'Look at obs.status.')
