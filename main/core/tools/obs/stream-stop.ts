import * as z from 'zod'
import { Timestamp } from '../../../../contract/ids.ts'
import { timestamp } from '../../kernel/clock.ts'
import { type Tool, ToolError } from '../tool.ts'
import { StreamStatus } from './obs-answers.ts'
import { isTurn } from './output-events.ts'
import { checkArm, StreamArgs, type StreamParts } from './stream-start.ts'

const Result = z.strictObject({ streaming: z.literal(false), stopped_at: Timestamp })
type Result = z.infer<typeof Result>

const STOPPED_MS = 20_000

/** Ends what is published. Done when OBS told that it has ended. */
export function createStreamStop(parts: StreamParts): Tool<StreamArgs, Result> {
  const { desk, clock } = parts
  return {
    name: 'obs.stream.stop',
    title: 'Stop streaming',
    description: 'Ends the stream that obs.arm saw. Takes what it answered for stream.stop.',
    side_effect_level: 'external_publish',
    args: StreamArgs,
    example: { arm_id: 'arm-0123456789abcdef01234567', service: 'Twitch', server: 'rtmp://live.example.org/app' },
    result: Result,
    timeout_ms: 60_000,
    grace_ms: 0,
    room: 'unasked',
    status: parts.status,
    summary: ({ service, server }) => `Stop streaming from OBS Studio to ${server} (${service})`,
    run: async (args, context) => {
      await checkArm(parts, 'stream.stop', args, context)
      const { signal } = context
      const expected = desk.expect(isTurn('StreamStateChanged', 'STOPPED'))
      try {
        await desk.tell('StopStream', {}, signal)
        if ((await expected.within(STOPPED_MS, signal)) === null) throw notStopped()
      } finally {
        expected.end()
      }
      return { result: { streaming: false, stopped_at: timestamp(clock) }, artifacts: [] }
    },
    recover: async (_, { signal }) => {
      if ((await desk.ask(StreamStatus, 'GetStreamStatus', {}, signal)).outputActive) throw notStopped()
      return { result: { streaming: false, stopped_at: timestamp(clock) }, artifacts: [] }
    },
  }
}

const notStopped = (): ToolError =>
  new ToolError('obs_stream_not_stopped', 'OBS streams still.', 'Arm it anew, or stop it in OBS itself.')
