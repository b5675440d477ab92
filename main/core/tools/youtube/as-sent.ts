import type { UploadArgs } from './upload-args.ts'
import { sameTitle } from './which-video.ts'
import type { VideoFacts } from './youtube-ports.ts'

type Sent = Pick<UploadArgs, 'title'>

/** What is otherwise than it was sent, after the words "The video is"; null when nothing is. */
export function notAsSent(video: VideoFacts, { title }: Sent): string | null {
  const refused = turnedDown(video)
  if (refused !== null) return refused
  if (video.privacy === 'private' && sameTitle(video.title, title)) return null
  return `${video.privacy ?? 'in a state that is not known'} and not as it was sent`
}

/**
 * Whether another look is of no use: what others see, or YouTube does not take, is never waited for to change; words can take a moment to
 * be read as they were sent.
 */
export const isSettledRead = (video: VideoFacts | null, { title }: Sent): boolean =>
  video !== null && (video.privacy !== 'private' || turnedDown(video) !== null || sameTitle(video.title, title))

/** https://developers.google.com/youtube/v3/docs/videos#status.uploadStatus and #processingDetails.processingStatus */
function turnedDown({ upload_status, rejection_reason, failure_reason, processing }: VideoFacts): string | null {
  const because = (reason: string | null): string => (reason === null ? '' : ` (${reason})`)
  if (upload_status === 'rejected') return `rejected by YouTube${because(rejection_reason)}`
  if (upload_status === 'failed' || processing === 'failed') return `failed at YouTube${because(failure_reason)}`
  return upload_status === 'deleted' ? 'deleted at YouTube' : null
}
