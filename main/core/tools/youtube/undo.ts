import * as z from 'zod'
import type { Tool, ToolContext, ToolOutput } from '../tool.ts'
import { checkOwnVideo } from './own-video.ts'
import { readBack } from './read-back.ts'
import { changeReceipt } from './receipts.ts'
import { CallId, linkOf, VideoId } from './upload-args.ts'
import { youtubeError } from './youtube-errors.ts'
import type { YoutubeParts } from './youtube-parts.ts'
import type { VideoFacts } from './youtube-ports.ts'

const Args = z.strictObject({
  video_id: VideoId,
  how: z.enum(['delete', 'private']),
  upload_call_id: CallId.meta({ description: 'the youtube.upload of this task that left the video' }),
})
type Args = z.infer<typeof Args>

const Result = z.strictObject({ video_id: VideoId, link: z.string(), state: z.enum(['deleted', 'private']) })
type Result = z.infer<typeof Result>

const NAME = 'youtube.undo'

/** Takes back what an upload of this task left. */
export function createUndo(parts: YoutubeParts): Tool<Args, Result> {
  const { api, clock } = parts

  async function verified(args: Args, context: ToolContext): Promise<ToolOutput<Result>> {
    const { video_id, how, upload_call_id } = args
    const video = await readBack(parts, video_id, context.signal, (read) => isUndone(read, how))
    if (!isUndone(video, how))
      throw youtubeError('youtube_not_changed', `The video ${video_id} is ${video?.privacy ?? 'not there'}.`)
    const state = how === 'delete' ? 'deleted' : 'private'
    const result: Result = { video_id, link: linkOf(video_id), state }
    return { result, artifacts: [changeReceipt(NAME, context, clock, video_id, { ...result, upload_call_id })] }
  }

  return {
    name: NAME,
    title: 'Take a YouTube video back',
    description: 'Deletes a video that youtube.upload left for this task, or makes it private, and reads it back.',
    side_effect_level: 'external_publish',
    args: Args,
    example: { video_id: 'dQw4w9WgXcQ', how: 'private', upload_call_id: 'call-0123456789abcdef' },
    result: Result,
    timeout_ms: 300_000,
    grace_ms: 0,
    room: 'unasked',
    status: parts.status,
    summary: ({ video_id, how }) =>
      how === 'delete' ? `Delete the YouTube video ${video_id}` : `Make the YouTube video ${video_id} private`,
    run: async (args, context) => {
      await checkOwnVideo(parts, context, args, 'failed')
      if (args.how === 'delete') await api.remove(args.video_id, context.signal)
      else {
        const video = await api.video(args.video_id, context.signal)
        if (video === null)
          throw youtubeError('youtube_video_gone', `The video ${args.video_id} is not there any more.`)
        await api.setPrivacy(video, 'private', context.signal)
      }
      return verified(args, context)
    },
    // Only looked at, as nothing is repeated towards the outside.
    recover: verified,
  }
}

const isUndone = (video: VideoFacts | null, how: Args['how']): boolean =>
  how === 'delete' ? video === null : video?.privacy === 'private'
