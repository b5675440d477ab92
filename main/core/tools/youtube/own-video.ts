import type { ToolRun } from '../../../../contract/tool.ts'
import type { ToolContext } from '../tool.ts'
import { linkOf } from './upload-args.ts'
import { youtubeError } from './youtube-errors.ts'
import { uploadsOf, type YoutubeParts } from './youtube-parts.ts'

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
  const run = uploadsOf(parts, task.task_id).find(({ call_id }) => call_id === upload_call_id)
  if (run?.state === 'done' && run.result?.['video_id'] === video_id) return
  if (also === 'failed' && run?.state === 'failed' && (await hasLink(parts, run, correlation_id, video_id))) return
  throw youtubeError(
    'youtube_video_not_ours',
    `The call ${upload_call_id} is no upload for the task ${task.task_id} that left the video ${video_id}.`,
  )
}

async function hasLink(
  { evidence }: YoutubeParts,
  run: ToolRun,
  correlationId: string,
  videoId: string,
): Promise<boolean> {
  const packages = await evidence.list(correlationId)
  return packages
    .filter(({ package_id, state }) => package_id === run.call_id && state === 'whole')
    .some(({ artifacts }) => artifacts.some(({ link }) => link === linkOf(videoId)))
}
