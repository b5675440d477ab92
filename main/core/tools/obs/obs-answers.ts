import * as z from 'zod'

/** Answers and events of OBS as far as they are used here. They are words of somebody else: bounded, and never more than shown. */

const text = z.string().max(4000)
const count = z.number().min(0)

export const RecordStatus = z.object({
  outputActive: z.boolean(),
  outputPaused: z.boolean(),
  /** Milliseconds that are in the recording; a pause does not count. */
  outputDuration: count,
  outputBytes: count,
})
export type RecordStatus = z.infer<typeof RecordStatus>

export const StreamStatus = z.object({
  outputActive: z.boolean(),
  outputReconnecting: z.boolean(),
  outputDuration: count,
  outputBytes: count,
  outputSkippedFrames: count,
  outputTotalFrames: count,
})

export const StreamService = z.object({
  streamServiceType: text,
  streamServiceSettings: z.record(z.string(), z.json()),
})

export const ReplayStatus = z.object({ outputActive: z.boolean() })

export const Stats = z.object({
  cpuUsage: z.number(),
  memoryUsage: z.number(),
  activeFps: z.number(),
  availableDiskSpace: z.number(),
  renderSkippedFrames: count,
  outputSkippedFrames: count,
})

export const SceneList = z.object({
  currentProgramSceneName: text.nullish(),
  scenes: z.array(z.object({ sceneName: text })).max(1000),
})
export const CurrentScene = z.object({ currentProgramSceneName: text })
export const SceneItems = z.object({ sceneItems: z.array(z.object({ sourceName: text })).max(1000) })

export const RecordDirectory = z.object({ recordDirectory: text })
export const StoppedRecord = z.object({ outputPath: text })
export const ProfileParameter = z.object({ parameterValue: text.nullable() })

/** An output says `OBS_WEBSOCKET_OUTPUT_STARTED` and the like. */
export const OutputState = z.object({ outputState: text, outputPath: text.nullish() })
export const LastReplay = z.object({ savedReplayPath: text.nullish() })
export const SavedReplay = z.object({ savedReplayPath: text })

/** 30 MB of picture in base64. */
export const Screenshot = z.object({ imageData: z.string().max(40_000_000) })
