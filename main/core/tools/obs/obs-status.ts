import * as z from 'zod'
import { oneLine } from '../one-line.ts'
import { type Tool, ToolError } from '../tool.ts'
import { CurrentScene, RecordDirectory, RecordStatus, ReplayStatus, Stats, StreamStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsLink } from './obs-link.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import type { ObsTrack } from './obs-track.ts'
import { refusedCode } from './recording-errors.ts'

const Args = z.strictObject({})
const Result = z.strictObject({
  obs_version: z.string(),
  websocket_version: z.string(),
  platform: z.string(),
  latency_ms: z.number(),
  scene: z.string(),
  recording: z.strictObject({
    active: z.boolean(),
    paused: z.boolean(),
    duration_ms: z.number(),
    bytes: z.number(),
    /** Null when its start was not seen on this connection. */
    path: z.string().nullable(),
    folder: z.string(),
  }),
  streaming: z.strictObject({
    active: z.boolean(),
    reconnecting: z.boolean(),
    duration_ms: z.number(),
    bytes: z.number(),
  }),
  /** Null when the replay buffer is switched off in OBS. */
  replay_buffer: z.strictObject({ active: z.boolean() }).nullable(),
  load: z.strictObject({
    cpu_percent: z.number(),
    memory_mb: z.number(),
    fps: z.number(),
    free_disk_mb: z.number(),
    skipped_frames: z.number(),
  }),
})

export interface ObsStatusParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly link: Pick<ObsLink, 'health'>
  readonly track: ObsTrack
}

/** obs-websocket: there is no replay buffer. */
const NO_OUTPUT = 604

/** Asks OBS what it does now. */
export function createObsStatus(parts: ObsStatusParts): Tool<z.infer<typeof Args>, z.infer<typeof Result>> {
  const { desk, link, track } = parts

  async function replayBuffer(signal: AbortSignal): Promise<{ active: boolean } | null> {
    try {
      return { active: (await desk.ask(ReplayStatus, 'GetReplayBufferStatus', {}, signal)).outputActive }
    } catch (error) {
      if (refusedCode(error) === NO_OUTPUT) return null
      throw error
    }
  }

  return {
    name: 'obs.status',
    title: 'State of OBS Studio',
    description: 'Asks OBS what it shows, records and streams now. Changes nothing.',
    side_effect_level: 'read_only',
    args: Args,
    example: {},
    result: Result,
    timeout_ms: 60_000,
    grace_ms: 0,
    room: 'unasked',
    status: parts.status,
    summary: () => 'Ask OBS Studio what it does',
    run: async (_, { signal }) => {
      const recording = await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)
      const streaming = await desk.ask(StreamStatus, 'GetStreamStatus', {}, signal)
      const { recordDirectory } = await desk.ask(RecordDirectory, 'GetRecordDirectory', {}, signal)
      const { currentProgramSceneName } = await desk.ask(CurrentScene, 'GetCurrentProgramScene', {}, signal)
      const stats = await desk.ask(Stats, 'GetStats', {}, signal)
      const replay_buffer = await replayBuffer(signal)
      const health = link.health()
      if (health.state !== 'on') throw wentAway()
      return {
        result: {
          ...{ obs_version: health.about.obs, websocket_version: health.about.websocket },
          ...{
            platform: health.about.platform,
            latency_ms: health.latency_ms,
            scene: oneLine(currentProgramSceneName),
          },
          recording: {
            ...{ active: recording.outputActive, paused: recording.outputPaused, bytes: recording.outputBytes },
            duration_ms: recording.outputDuration,
            ...{ path: track.recording()?.path ?? null, folder: recordDirectory },
          },
          streaming: {
            ...{ active: streaming.outputActive, reconnecting: streaming.outputReconnecting },
            ...{ duration_ms: streaming.outputDuration, bytes: streaming.outputBytes },
          },
          replay_buffer,
          load: {
            ...{ cpu_percent: stats.cpuUsage, memory_mb: stats.memoryUsage, fps: stats.activeFps },
            ...{ free_disk_mb: stats.availableDiskSpace },
            skipped_frames: stats.renderSkippedFrames + stats.outputSkippedFrames,
          },
        },
        artifacts: [],
      }
    },
  }
}

const wentAway = (): ToolError =>
  new ToolError('obs_connection_lost', 'OBS went away while it was asked.', 'Ask again.')
