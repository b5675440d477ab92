import * as z from 'zod'
import { Timestamp } from '../../../../contract/ids.ts'
import { JsonObject } from '../../../../contract/json-object.ts'
import { timestamp } from '../../kernel/clock.ts'
import { type Tool, type ToolContext, ToolError } from '../tool.ts'
import type { ArmAction, ArmBook } from './arm-book.ts'
import { RecordStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import type { ObsTrack } from './obs-track.ts'
import { boundRecording } from './record-arming.ts'
import { recordingIdle } from './recording-errors.ts'
import type { RecordingWatch } from './recording-watch.ts'
import { lookAtStream } from './stream-arming.ts'

const Args = z.strictObject({ action: z.enum(['record.stop', 'stream.start', 'stream.stop']) })
const Result = z.strictObject({
  arm_id: z.string(),
  action: Args.shape.action,
  /** What is there now, and must be there still when it is fired. */
  seen: JsonObject,
  /** The tool that fires it, and its arguments as they must be. */
  fire: z.strictObject({ tool: z.string(), args: JsonObject }),
  expires_at: Timestamp,
})

export interface ObsArmParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly track: ObsTrack
  readonly arms: ArmBook
  readonly watch: Pick<RecordingWatch, 'pathOfOwn'>
}

interface Look {
  readonly bound_to: string
  readonly seen: JsonObject
  /** Arguments besides the arm. */
  readonly args: JsonObject
}

/** Looks at what is to be stopped or streamed, and hands out what fires exactly that, once. */
export function createObsArm(parts: ObsArmParts): Tool<z.infer<typeof Args>, z.infer<typeof Result>> {
  const { desk, track, arms, watch } = parts

  async function lookAtRecording(signal: AbortSignal): Promise<Look> {
    const status = await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)
    if (!status.outputActive) throw recordingIdle()
    const recording = track.recording()
    const seen = {
      ...{ path: recording?.path ?? watch.pathOfOwn(), paused: status.outputPaused, bytes: status.outputBytes },
      duration_ms: status.outputDuration,
      started_at: recording === null ? null : timestamp({ now: () => recording.started_ms }),
    }
    return { bound_to: boundRecording(track), seen, args: {} }
  }

  async function lookAtTarget(action: ArmAction, signal: AbortSignal): Promise<Look> {
    const { active, target, bound_to } = await lookAtStream(desk, track, signal)
    if (active === (action === 'stream.start')) throw active ? streaming() : notStreaming()
    return { bound_to, seen: { streaming: active, ...target }, args: { ...target } }
  }

  async function arm(action: ArmAction, { signal, task }: ToolContext): Promise<z.infer<typeof Result>> {
    const { bound_to, seen, args } = await (action === 'record.stop'
      ? lookAtRecording(signal)
      : lookAtTarget(action, signal))
    const made = arms.make({ action, task_id: task.task_id, bound_to, seen })
    const { arm_id, expires_ms } = made
    const fire = { tool: `obs.${action}`, args: { arm_id, ...args } }
    return { arm_id, action, seen, fire, expires_at: timestamp({ now: () => expires_ms }) }
  }

  return {
    name: 'obs.arm',
    title: 'Arm a stop or a stream',
    description:
      'Looks at what is recorded or streamed now, and answers an arm_id that stops or streams exactly that, once, for a limited time. Changes nothing in OBS.',
    side_effect_level: 'read_only',
    args: Args,
    example: { action: 'record.stop' },
    result: Result,
    timeout_ms: 30_000,
    grace_ms: 0,
    room: 'unasked',
    status: parts.status,
    summary: ({ action }) => `Arm ${action} in OBS Studio`,
    run: async ({ action }, context) => ({ result: await arm(action, context), artifacts: [] }),
  }
}

const streaming = (): ToolError => new ToolError('obs_streaming_active', 'OBS streams already.', 'Look at obs.status.')
const notStreaming = (): ToolError =>
  new ToolError('obs_streaming_idle', 'OBS does not stream now.', 'Look at obs.status.')
