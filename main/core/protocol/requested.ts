import type { Sha256 } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'

export type Requested = Pick<Task, 'title' | 'request_text' | 'amendments' | 'attachments' | 'external_ref'>

/**
 * sha256 of what is asked: title, latest words, files, and the commit that the task is about. When one of these changes, work that was
 * given out before was done for another request. What the world says of it besides, such as the state of an issue, is no part of it.
 */
export function requestSha({ title, request_text, amendments, attachments, external_ref }: Requested): Sha256 {
  const words = amendments.at(-1)?.text ?? request_text
  const files = attachments.map(({ attachment_id, file_id }) => [attachment_id, file_id])
  const about = external_ref === null ? null : [external_ref.kind, external_ref.repository, external_ref.number]
  return sha256(canonicalJson({ title, words, files, about, commit: external_ref?.head_commit ?? null }))
}
