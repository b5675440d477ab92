import type { Attachment, Task } from '../../../contract/task.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import { type AttachmentEnd, attachmentDraft, plainReason } from './attachment-package.ts'
import type { AttachmentQuota, QuotaHold } from './attachment-quota.ts'
import { type Messenger, MessengerError } from './messenger.ts'

/** Fetches the file of a task and keeps it; null when that was stopped. Throws what `keep` throws, `audit_unavailable`, and MessengerError `unreachable`. */
export type AttachmentFetch = (task: Task, attachment: Attachment) => Promise<AttachmentEnd | null>

export function createAttachmentFetch(parts: {
  readonly messenger: Pick<Messenger, 'fetchFile'>
  readonly evidence: Pick<EvidenceStore, 'keep'>
  readonly clock: Clock
  readonly maxBytes: number
  readonly quota: AttachmentQuota
  readonly isStopped: () => boolean
}): AttachmentFetch {
  const { maxBytes, quota } = parts

  const tooLarge = (size: number): AttachmentEnd => ({
    state: 'refused',
    reason: `The file has ${size} bytes; at most ${maxBytes} are taken.`,
  })

  async function fetchWithin(task: Task, attachment: Attachment, hold: QuotaHold): Promise<AttachmentEnd | null> {
    let bytes: Uint8Array
    try {
      bytes = (await parts.messenger.fetchFile(attachment.file_id, maxBytes)).bytes
    } catch (error) {
      if (!(error instanceof MessengerError) || error.kind !== 'refused') throw error
      return { state: 'refused', reason: plainReason(`Telegram did not hand the file out: ${error.message}`) }
    }
    if (parts.isStopped()) return null
    if (bytes.length > maxBytes) return tooLarge(bytes.length)
    const reason = hold.measured(bytes.length)
    if (reason !== null) return { state: 'refused', reason }
    const draft = attachmentDraft(task, attachment, bytes, timestamp(parts.clock))
    const ref = await parts.evidence.keep(draft)
    // Before it is let go, so that no other file slips in between.
    quota.kept({ ...fileOf(task, attachment), bytes: bytes.length })
    return { state: 'kept', ref, artifact: { media_type: draft.artifacts[0]?.media_type ?? '', bytes: bytes.length } }
  }

  return async (task, attachment) => {
    const bytes = attachment.bytes ?? 0
    if (bytes > maxBytes) return tooLarge(bytes)
    const hold = quota.hold({ ...fileOf(task, attachment), bytes })
    if ('refused' in hold) return { state: 'refused', reason: hold.refused }
    try {
      return await fetchWithin(task, attachment, hold)
    } finally {
      hold.release()
    }
  }
}

/** Whose file it is. Task files that other programs wrote may not say who asked. */
export function requesterName({ requested_by, chat_id }: Task): string {
  return requested_by ?? `chat ${chat_id ?? 'unknown'}`
}

function fileOf(task: Task, { attachment_id }: Attachment) {
  return { task_id: task.task_id, attachment_id, user: requesterName(task) }
}
