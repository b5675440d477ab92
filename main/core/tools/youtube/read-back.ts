import { pause } from '../../kernel/pause.ts'
import type { Timers } from '../../kernel/timers.ts'
import { ToolError } from '../tool.ts'
import { youtubeError } from './youtube-errors.ts'
import type { VideoFacts, YoutubeApi } from './youtube-ports.ts'

/** A video that was just made or changed is not always read as such at once: pauses before each look, in milliseconds. */
const LOOKS = [0, 1000, 2000, 4000, 8000, 16_000, 30_000]

/**
 * The video as YouTube tells of it once `isAsWanted`; else as it was last read, null when there is none. Throws ToolError
 * `youtube_outcome_unknown` when YouTube cannot be asked.
 */
export async function readBack(
  parts: { readonly api: Pick<YoutubeApi, 'video'>; readonly timers: Timers },
  videoId: string,
  signal: AbortSignal,
  isAsWanted: (video: VideoFacts | null) => boolean,
): Promise<VideoFacts | null> {
  let last: { readonly video: VideoFacts | null } | { readonly error: ToolError } | null = null
  for (const after of LOOKS) {
    await pause(parts.timers, after, signal)
    last = await look(parts.api, videoId, signal)
    if ('video' in last && isAsWanted(last.video)) return last.video
  }
  if (last !== null && 'video' in last) return last.video
  throw youtubeError('youtube_outcome_unknown', `It was sent, and cannot be read back: ${last?.error.message ?? ''}`)
}

async function look(
  api: Pick<YoutubeApi, 'video'>,
  videoId: string,
  signal: AbortSignal,
): Promise<{ readonly video: VideoFacts | null } | { readonly error: ToolError }> {
  try {
    return { video: await api.video(videoId, signal) }
  } catch (error) {
    if (signal.aborted || !(error instanceof ToolError)) throw error
    return { error }
  }
}
