import * as z from 'zod'
import { Timestamp } from '../../../../contract/ids.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { type Tool, type ToolContext, ToolError } from '../tool.ts'
import { type ArmBook, armStale } from './arm-book.ts'
import { StreamStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import type { ObsTrack } from './obs-track.ts'
import { isTurn } from './output-events.ts'
import { refusedCode } from './recording-errors.ts'
import { lookAtStream } from './stream-arming.ts'

/** Who approves it reads where it goes; it is held against what was armed, and against what is set up when it is fired. */
export const StreamArgs = z.strictObject({
  arm_id: z.string().max(64),
  service: z.string().max(200),
  server: z.string().max(200),
})
export type StreamArgs = z.infer<typeof StreamArgs>
const Result = z.strictObject({
  streaming: z.literal(true),
  service: z.string(),
  server: z.string(),
  started_at: Timestamp,
})
type Result = z.infer<typeof Result>

export interface StreamParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly track: ObsTrack
  readonly arms: ArmBook
  readonly clock: Clock
}

/** obs-websocket: nothing is streamed. */
const IDLE = 501
/** The other side may be far away. In milliseconds. */
const STARTED_MS = 20_000
const STOP_MS = 5000

/** Throws unless what was armed is what is there, and what the call says. */
export async function checkArm(
  { desk, track, arms }: StreamParts,
  action: 'stream.start' | 'stream.stop',
  { arm_id, service, server }: StreamArgs,
  { task, signal }: ToolContext,
): Promise<void> {
  const arm = arms.take(arm_id, action, task.task_id)
  const now = await lookAtStream(desk, track, signal)
  if (now.bound_to !== arm.bound_to) throw armStale('the stream or where it goes changed, or OBS was away meanwhile')
  if (now.target.service !== service || now.target.server !== server)
    throw armStale('the call names another place to stream to')
}

/** Publishes what OBS shows. Done only when OBS told that the other side takes it; otherwise it is stopped again. */
export function createStreamStart(parts: StreamParts): Tool<StreamArgs, Result> {
  const { desk, clock } = parts

  /** Nothing goes on that was not confirmed. False when OBS did not say that it has ended. */
  async function stopAgain(): Promise<boolean> {
    const controller = new AbortController()
    const expected = desk.expect(isTurn('StreamStateChanged', 'STOPPED'))
    try {
      await desk.tell('StopStream', {}, controller.signal)
      return (await expected.within(STOP_MS, controller.signal)) !== null
    } catch (error) {
      return refusedCode(error) === IDLE
    } finally {
      expected.end()
    }
  }

  async function begin(signal: AbortSignal): Promise<boolean> {
    const expected = desk.expect(isTurn('StreamStateChanged', 'STARTED', 'STOPPED'))
    try {
      await desk.tell('StartStream', {}, signal)
      return (await expected.within(STARTED_MS, signal))?.turn === 'STARTED'
    } finally {
      expected.end()
    }
  }

  return {
    name: 'obs.stream.start',
    title: 'Start streaming',
    description:
      'Streams what OBS Studio shows to where it is set up to stream to, for everybody there. Takes what obs.arm answered for stream.start.',
    side_effect_level: 'external_publish',
    args: StreamArgs,
    example: { arm_id: 'arm-0123456789abcdef01234567', service: 'Twitch', server: 'rtmp://live.example.org/app' },
    result: Result,
    timeout_ms: 60_000,
    grace_ms: STOP_MS + 2000,
    status: parts.status,
    summary: ({ service, server }) => `Stream what OBS Studio shows to ${server} (${service})`,
    run: async (args, context) => {
      await checkArm(parts, 'stream.start', args, context)
      const failure = await begin(context.signal).then(
        (started) => (started ? null : notStarted()),
        (error: unknown) => error,
      )
      if (failure !== null) throw (await stopAgain()) ? failure : unconfirmed()
      const { service, server } = args
      return { result: { streaming: true, service, server, started_at: timestamp(clock) }, artifacts: [] }
    },
    recover: async ({ service, server }, { signal }) => {
      const now = await desk.ask(StreamStatus, 'GetStreamStatus', {}, signal)
      if (!now.outputActive) throw notStarted()
      const started_at = timestamp({ now: () => clock.now() - now.outputDuration })
      return { result: { streaming: true, service, server, started_at }, artifacts: [] }
    },
  }
}

const unconfirmed = (): ToolError =>
  new ToolError(
    'obs_stream_unconfirmed',
    'OBS was asked to stream, did not say that it does, and did not say that it has stopped either.',
    'Look at OBS at once: it may be streaming.',
  )

const notStarted = (): ToolError =>
  new ToolError(
    'obs_stream_not_started',
    'OBS did not come to stream; nothing is streamed now.',
    'Look at server and key in OBS (Settings, Stream) and at its log; arm it anew.',
  )
