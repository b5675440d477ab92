import type { JsonObject } from '../../../../contract/json-object.ts'
import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { failureOf } from '../failure-of.ts'
import { type LeftContext, ToolError } from '../tool.ts'
import { linkOf, type UploadArgs, type UploadResult } from './upload-args.ts'
import type { UploadNote, VideoFacts } from './youtube-ports.ts'

type Call = Pick<LeftContext, 'call_id' | 'correlation_id' | 'task'>

function jsonArtifact(
  path: string,
  tool: string,
  { call_id, correlation_id, task }: Call,
  clock: Clock,
  link: string | null,
  about: JsonObject,
): ArtifactDraft {
  const captured_at = timestamp(clock)
  const text = canonicalJson({ ...about, call_id, correlation_id, task_id: task.task_id, captured_at })
  return {
    ...{ path, bytes: Buffer.from(`${text}\n`), media_type: 'application/json', captured_at },
    ...{ source: `tool:${tool}`, link },
  }
}

/** The link to the video, with every word that was countersigned and what YouTube said when it was read back. */
export function uploadReceipt(
  call: Call,
  clock: Clock,
  args: UploadArgs,
  result: UploadResult,
  video: VideoFacts,
): ArtifactDraft {
  const about = { sent: { ...args }, result: { ...result }, read_back: asRead(video) }
  const receipt = jsonArtifact('receipt.json', 'youtube.upload', call, clock, result.link, about)
  return { ...receipt, parent_sha256: args.artifact_sha256 }
}

/** What YouTube said of the video. */
function asRead({
  title,
  privacy,
  processing,
  upload_status,
  rejection_reason,
  failure_reason,
}: VideoFacts): JsonObject {
  return { title, privacy, processing, upload_status, rejection_reason, failure_reason }
}

/**
 * How far an upload came that failed. `note` null: nothing was begun, undefined: nobody knows. `came`: what was found out at the end, if
 * anything. `read`: the video as it was read back, null when it was not.
 */
export interface Far {
  readonly note: UploadNote | null | undefined
  readonly came: { readonly video_id: string | null } | null
  readonly read: VideoFacts | null
}

/** How far an upload came that was not completed, and the link if a video is there nevertheless. */
export function uploadSoFar(call: Call, clock: Clock, args: UploadArgs, { note, came, read }: Far): ArtifactDraft {
  const video_id = note?.video_id ?? came?.video_id ?? null
  const isNone = came !== null || note === null || note?.may_be_there === false
  const video = video_id !== null ? 'there' : isNone ? 'none' : 'unknown'
  const told = read === null ? {} : { read_back: asRead(read) }
  const far = { bytes_total: note?.total ?? null, bytes_confirmed: note?.confirmed ?? null }
  const about = { sent: { ...args }, ...far, resumed_times: note?.resumed_times ?? 0, video, video_id, ...told }
  const link = video_id === null ? null : linkOf(video_id)
  const draft = jsonArtifact('upload.json', 'youtube.upload', call, clock, link, about)
  return { ...draft, parent_sha256: args.artifact_sha256, partial: true }
}

/** The failure with what there is. */
export function failedUpload(error: unknown, soFar: ArtifactDraft): ToolError {
  const { error_code, detail, remediation_hint } = failureOf(error)
  return new ToolError(error_code, detail, remediation_hint, { cause: error, artifacts: [soFar], isFinal: true })
}

/** What became of a video that is there, under its link. */
export function changeReceipt(
  tool: string,
  call: Call,
  clock: Clock,
  videoId: string,
  about: JsonObject,
): ArtifactDraft {
  return jsonArtifact('receipt.json', tool, call, clock, linkOf(videoId), about)
}
