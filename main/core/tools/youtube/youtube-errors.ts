import { ToolError } from '../tool.ts'
import type { StopReason } from './upload-answers.ts'

/** What an operator can do about each failure of these tools. docs/specs/tools/youtube.md says the same. */
const REMEDIES = {
  youtube_not_configured:
    'Make an OAuth client of the type Desktop app at Google, and set tools.youtube.client_id; docs/specs/tools/youtube.md says how.',
  youtube_not_connected: 'Connect the account: countersign account connect youtube, or Settings → Tools.',
  youtube_scope_missing: 'Disconnect and connect the account again, and allow everything that Google asks about.',
  youtube_quota_exceeded:
    "Wait for midnight Pacific time, when the quota begins anew, or ask Google for more; tools.youtube.daily_units is this console's own limit.",
  youtube_refused: 'Correct what YouTube names, and send the call again; the changed call needs another approval.',
  youtube_unreachable: 'Check the network, and send the call again with a new idempotency key.',
  youtube_protocol_error:
    'The evidence says whether a video is there. Send the call again with a new idempotency key if none is.',
  youtube_outcome_unknown:
    'Look at YouTube Studio, Content, whether the video is there. Send the call again with a new key only if it is not.',
  youtube_not_as_sent:
    'Look at the video under the link of the evidence; make it private or delete it with youtube.undo.',
  youtube_not_changed:
    'Look at the video in YouTube Studio. A project that Google has not audited keeps its videos private; send the call again otherwise.',
  youtube_video_not_ours: 'Name the call_id of the youtube.upload of this very task, and the video_id of its result.',
  youtube_video_gone: 'It is not there any more: nothing has to be done.',
  youtube_not_a_video: 'Take the sha256 of a video among the evidence of this task.',
  artifact_altered:
    'Put the file back from a backup of audit/evidence/, or make the artifact anew; `countersign evidence verify` finds what else was changed.',
} as const

export type YoutubeErrorCode = keyof typeof REMEDIES

export function youtubeError(code: YoutubeErrorCode, detail: string, options: ErrorOptions = {}): ToolError {
  return new ToolError(code, detail, REMEDIES[code], options)
}

const BY_REASON: Readonly<Record<StopReason, YoutubeErrorCode>> = {
  quota: 'youtube_quota_exceeded',
  account: 'youtube_not_connected',
  refused: 'youtube_refused',
  unreachable: 'youtube_unreachable',
  protocol: 'youtube_protocol_error',
  unknown: 'youtube_outcome_unknown',
}

export const stoppedBy = (why: StopReason, detail: string): ToolError => youtubeError(BY_REASON[why], `${detail}.`)
