import * as z from 'zod'
import type { Tool, ToolContext, ToolOutput } from '../tool.ts'
import { checkOwnVideo } from './own-video.ts'
import { readBack } from './read-back.ts'
import { changeReceipt } from './receipts.ts'
import { CallId, linkOf, VideoId } from './upload-args.ts'
import { youtubeError } from './youtube-errors.ts'
import type { YoutubeParts } from './youtube-parts.ts'

const Args = z.strictObject({
  video_id: VideoId,
  privacy: z.enum(['unlisted', 'public']),
  upload_call_id: CallId.meta({ description: 'the youtube.upload of this task that left the video' }),
})
type Args = z.infer<typeof Args>

const Result = z.strictObject({ video_id: VideoId, link: z.string(), privacy: Args.shape.privacy })
type Result = z.infer<typeof Result>

const NAME = 'youtube.set_privacy'

/** Lets others see a video that an upload of this task left. */
export function createSetPrivacy(parts: YoutubeParts): Tool<Args, Result> {
  const { api, clock } = parts

  /** Reads until it is as wanted; throws ToolError `youtube_not_changed` when it stays otherwise. */
  async function verified(args: Args, context: ToolContext): Promise<ToolOutput<Result>> {
    const { video_id, privacy, upload_call_id } = args
    const video = await readBack(parts, video_id, context.signal, (read) => read?.privacy === privacy)
    if (video?.privacy !== privacy)
      throw youtubeError('youtube_not_changed', `The video ${video_id} is ${video?.privacy ?? 'not there'}.`)
    const result = { video_id, link: linkOf(video_id), privacy }
    return { result, artifacts: [changeReceipt(NAME, context, clock, video_id, { ...result, upload_call_id })] }
  }

  return {
    name: NAME,
    title: 'Let others see a YouTube video',
    description: 'Makes a video that youtube.upload left for this task unlisted or public, and reads it back.',
    side_effect_level: 'external_publish',
    args: Args,
    example: { video_id: 'dQw4w9WgXcQ', privacy: 'unlisted', upload_call_id: 'call-0123456789abcdef' },
    result: Result,
    timeout_ms: 300_000,
    grace_ms: 0,
    room: 'unasked',
    status: parts.status,
    summary: ({ video_id, privacy }) => `Make the YouTube video ${video_id} ${privacy}`,
    run: async (args, context) => {
      await checkOwnVideo(parts, context, args, 'none')
      const video = await api.video(args.video_id, context.signal)
      if (video === null) throw youtubeError('youtube_video_gone', `The video ${args.video_id} is not there any more.`)
      await api.setPrivacy(video, args.privacy, context.signal)
      return verified(args, context)
    },
    // Only looked at: nothing becomes public because a console starts.
    recover: verified,
  }
}
