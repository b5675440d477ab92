import { type Artifact, type EvidencePackage, type EvidenceRef, PackageId } from '../../../contract/evidence.ts'
import type { Attachment, Task } from '../../../contract/task.ts'
import type { PackageDraft } from '../evidence/evidence-store.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { UpsertAnswer } from '../tasks/task-service.ts'
import { sniffMedia } from './attachment-media.ts'

/** How an attachment ended. `refused`: it will not be handed out or is too large; `failed`: it was tried and given up. */
export type AttachmentEnd =
  | { readonly state: 'kept'; readonly ref: EvidenceRef; readonly artifact: Pick<Artifact, 'media_type' | 'bytes'> }
  | { readonly state: 'refused' | 'failed'; readonly reason: string }

const PLAIN = /^[a-z0-9][a-z0-9_-]{0,39}$/

/** `telegram-<message_id>-<attachment_id>`. An attachment id that is no part of a package id is told apart by its sha256 instead. */
export function attachmentPackageId(task: Pick<Task, 'message_id'>, attachmentId: string): PackageId {
  const own = PLAIN.test(attachmentId) ? attachmentId : `x.${sha256(attachmentId).slice(0, 32)}`
  return PackageId.parse(`telegram-${task.message_id ?? 'none'}-${own}`)
}

/** The package of one fetched file, named by what it is: never by what its sender calls it. */
export function attachmentDraft(
  task: Task,
  attachment: Attachment,
  bytes: Uint8Array,
  capturedAt: string,
): PackageDraft {
  const { media_type, ending } = sniffMedia(bytes)
  return {
    package_id: attachmentPackageId(task, attachment.attachment_id),
    task_id: task.task_id,
    correlation_id: task.correlation_id,
    created_at: capturedAt,
    artifacts: [
      {
        path: `${attachment.kind}.${ending}`,
        bytes,
        media_type,
        captured_at: capturedAt,
        source: `telegram:${attachment.kind}`,
        link: null,
      },
    ],
  }
}

/** The attachment if it still waits. A file that was sent twice bears the same id twice. */
export function waitingAttachment(task: Task | null, attachmentId: string): Attachment | null {
  return task?.attachments.find((one) => one.attachment_id === attachmentId && one.state === 'waiting') ?? null
}

/** The most packages that a task file may refer to: with one more it would not be valid (contract/task.ts). */
const MAX_REFS = 1000

/** Writes the end of an attachment into its task; null when it does not wait any more. */
export function withAttachmentEnd(
  task: Task | null,
  attachmentId: string,
  given: AttachmentEnd,
  now: string,
): UpsertAnswer | null {
  const attachment = waitingAttachment(task, attachmentId)
  if (task === null || attachment === null) return null
  const referred = given.state === 'kept' && task.evidence.some((ref) => ref.package_id === given.ref.package_id)
  const full = given.state === 'kept' && !referred && task.evidence.length >= MAX_REFS
  const end: AttachmentEnd = full
    ? {
        state: 'failed',
        reason: `It was kept as ${given.ref.package_id}, but the task refers to ${MAX_REFS} packages already.`,
      }
    : given
  const ended: Attachment =
    end.state === 'kept'
      ? { ...attachment, ...end.artifact, state: 'kept', reason: null, package_id: end.ref.package_id }
      : { ...attachment, state: end.state, reason: end.reason }
  return {
    change: 'task_updated',
    task: {
      ...task,
      attachments: task.attachments.map((one) => (one === attachment ? ended : one)),
      evidence: end.state === 'kept' && !referred ? [...task.evidence, end.ref] : task.evidence,
      updated_at: now,
      version: task.version + 1,
    },
  }
}

/** What a package that is in place already means for its attachment. */
export function endFromPackage(task: Task, found: EvidencePackage): AttachmentEnd {
  const { package_id, manifest_sha256, artifacts, created_at } = found
  const [artifact] = artifacts
  const fits =
    found.state === 'whole' && found.task_id === task.task_id && artifact !== undefined && artifacts.length === 1
  if (!fits) {
    const why = found.problems.join('; ') || 'it belongs to something else'
    return { state: 'failed', reason: plainReason(`The package ${package_id} exists and is not this file: ${why}`) }
  }
  const ref = { package_id, manifest_sha256, artifacts: artifacts.length, captured_at: created_at }
  return { state: 'kept', ref, artifact: { media_type: artifact.media_type, bytes: artifact.bytes } }
}

const MAX_REASON = 500

/** A reason as an operator's screen can be trusted with it: others may have had a word in it. */
export function plainReason(text: string): string {
  return text.slice(0, MAX_REASON).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}
