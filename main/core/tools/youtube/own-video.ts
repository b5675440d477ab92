import type { ToolContext } from '../tool.ts'
import { videosLeftBy } from './left-videos.ts'
import { youtubeError } from './youtube-errors.ts'
import { uploadRuns, type YoutubeParts } from './youtube-parts.ts'

export interface NamedVideo {
  readonly video_id: string
  readonly upload_call_id: string
}

/**
 * Throws ToolError `youtube_video_not_ours` unless an upload for this very task left this video. `also` failed: one that failed after its
 * video was there counts, if its evidence holds the link.
 */
export async function checkOwnVideo(
  parts: YoutubeParts,
  { task, correlation_id }: Pick<ToolContext, 'task' | 'correlation_id'>,
  { video_id, upload_call_id }: NamedVideo,
  also: 'failed' | 'none',
): Promise<void> {
  const run = uploadRuns(parts, { task_id: task.task_id }).find(({ call_id }) => call_id === upload_call_id)
  if (run?.state === 'done' && run.result?.['video_id'] === video_id) return
  if (
    also === 'failed' &&
    run?.state === 'failed' &&
    (await videosLeftBy(parts, { ...run, correlation_id })).includes(video_id)
  )
    return
  throw youtubeError(
    'youtube_video_not_ours',
    `The call ${upload_call_id} is no upload for the task ${task.task_id} that left the video ${video_id}.`,
  )
}
