import type { Artifact } from '../../../../contract/evidence.ts'
import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { type LeftContext, type Tool, type ToolContext, ToolError, type ToolOutput } from '../tool.ts'
import { isSettledRead, notAsSent } from './as-sent.ts'
import { otherUploads } from './other-uploads.ts'
import { readBack } from './read-back.ts'
import { failedUpload, uploadReceipt, uploadSoFar } from './receipts.ts'
import { linkOf, UPLOAD_EXAMPLE, UploadArgs, UploadResult, VideoId } from './upload-args.ts'
import { youtubeError } from './youtube-errors.ts'
import { unitsTaken, type YoutubeParts } from './youtube-parts.ts'
import type { UploadNote, VideoFacts } from './youtube-ports.ts'

const HOURS = 3_600_000

/** The video as it was read back; null while it was not. */
interface Seen {
  video: VideoFacts | null
}

/** Brings a countersigned video to YouTube as private, and reads it back from there. */
export function createUpload(parts: YoutubeParts): Tool<UploadArgs, UploadResult> {
  async function send(args: UploadArgs, context: ToolContext, seen: Seen): Promise<ToolOutput<UploadResult>> {
    const { artifact, file } = await context.artifact(args.artifact_sha256)
    checkVideo(artifact)
    const { artifact_sha256, ...about } = args
    const job = {
      ...{ folder: await context.workFolder(), file, sha256: artifact_sha256, about },
      ...{ media_type: artifact.media_type },
      others: (opened_ms: number) => otherUploads(parts, { call_id: context.call_id, title: args.title, opened_ms }),
    }
    const note = await parts.uploader.upload(job, context.signal, (now) => tellProgress(context, now))
    const video_id = VideoId.parse(note.video_id)
    context.progress(1, 'Reading the video back from YouTube')
    const video = await readBack(parts, video_id, context.signal, (read) => isSettledRead(read, args))
    seen.video = video
    if (video === null)
      throw youtubeError('youtube_outcome_unknown', `YouTube took the video ${video_id} and does not know it now.`)
    const otherwise = notAsSent(video, args)
    if (otherwise !== null) throw youtubeError('youtube_not_as_sent', `The video ${video_id} is ${otherwise}.`)
    const result: UploadResult = {
      ...{ video_id, link: linkOf(video_id), privacy: 'private', sha256: artifact_sha256 },
      ...{ uploaded_bytes: artifact.bytes, resumed_times: note.resumed_times },
    }
    return { result, artifacts: [uploadReceipt(context, parts.clock, args, result, video)] }
  }

  /** Where it is worth it, YouTube is asked whether a video came of it. */
  async function soFar(
    args: UploadArgs,
    context: LeftContext,
    isAsked: boolean,
    read: VideoFacts | null,
  ): Promise<ArtifactDraft> {
    const folder = await context.workFolder()
    // Undefined: what is kept of it cannot be read, so that nobody knows how far it came.
    const note = await parts.uploader.note(folder).catch(() => undefined)
    const isKnown = isAsked || typeof note?.video_id === 'string'
    const came = isKnown ? null : await parts.uploader.giveUp(folder)
    return uploadSoFar(context, parts.clock, args, { note, came, read })
  }

  /** What there is of it goes into the evidence, whatever made it fail. */
  async function sendOrTell(args: UploadArgs, context: ToolContext): Promise<ToolOutput<UploadResult>> {
    const seen: Seen = { video: null }
    try {
      return await send(args, context, seen)
    } catch (error) {
      // It goes on at the next start.
      if (isStop(context.signal)) throw error
      throw failedUpload(error, await soFar(args, context, isSettled(error), seen.video))
    }
  }

  return {
    name: 'youtube.upload',
    title: 'Upload a video to YouTube, private',
    description:
      'Uploads a video of the evidence of this task to the connected channel. It is private until youtube.set_privacy is countersigned as well.',
    side_effect_level: 'external_publish',
    args: UploadArgs,
    example: UPLOAD_EXAMPLE,
    result: UploadResult,
    timeout_ms: 24 * HOURS,
    grace_ms: 15_000,
    status: parts.status,
    notNow: () => unitsUsedUp(parts, null),
    summary: ({ title }) => `Upload "${title}" to YouTube, private`,
    run: async (args, context) => {
      const usedUp = unitsUsedUp(parts, context.call_id)
      if (usedUp !== null) throw usedUp
      return sendOrTell(args, context)
    },
    recover: sendOrTell,
    left: async (args, context) => [await soFar(args, context, false, null)],
  }
}

/** Null while the day has units for one more upload. `callId`: the call itself, which is not counted; null before it is one. */
function unitsUsedUp(parts: YoutubeParts, callId: string | null): ToolError | null {
  const { daily_units, upload_units } = parts.limits()
  const taken = unitsTaken(parts, callId)
  if (taken + upload_units <= daily_units) return null
  return youtubeError(
    'youtube_quota_exceeded',
    `${taken} of ${daily_units} units are used today; an upload takes ${upload_units}. The tool did not begin.`,
  )
}

/** Throws ToolError `youtube_not_a_video`. */
export function checkVideo({ media_type, bytes, path }: Pick<Artifact, 'media_type' | 'bytes' | 'path'>): void {
  if (!media_type.startsWith('video/')) throw youtubeError('youtube_not_a_video', `${path} is ${media_type}.`)
  if (bytes === 0) throw youtubeError('youtube_not_a_video', `${path} is empty.`)
}

/** The console stops: nothing is decided yet. */
const isStop = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof ToolError && reason.error_code === 'tool_stopped'

/** Nothing more can be learned by asking once again. */
const isSettled = (error: unknown): boolean =>
  error instanceof ToolError && ['youtube_unreachable', 'youtube_outcome_unknown'].includes(error.error_code)

function tellProgress(context: ToolContext, { total, confirmed, resumed_times, started_anew }: UploadNote): void {
  const again = resumed_times + started_anew
  const times = again === 0 ? '' : `, ${again} interruptions overcome`
  // The very end belongs to the reading back.
  context.progress(Math.min(0.99, confirmed / total), `${confirmed} of ${total} bytes are at YouTube${times}`)
}
