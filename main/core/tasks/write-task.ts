import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { PushedEventName } from '../../../contract/events.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { sha256 } from '../kernel/sha256.ts'
import { externalChange } from './external-changes.ts'
import type { OwedOutcomes } from './owed-outcomes.ts'
import { conflict } from './stale-write.ts'
import { summaryOf, type TaskEntry } from './task-entry.ts'
import { encodeTask } from './task-file.ts'
import type { TaskStore } from './task-store.ts'

/** Ways in which the console itself changes a task file: the audit type of each, and the event that is pushed with the new row. */
const PUSHED_AS = {
  task_created: 'task_created',
  task_updated: 'task_updated',
  task_amended: 'task_amended',
  task_approved: 'task_approved',
  task_rejected: 'task_rejected',
  task_dispatched: 'task_dispatched',
  ack_received: 'task_updated',
  ack_mismatch: 'task_updated',
  ack_timeout: 'task_updated',
  task_result_received: 'task_updated',
  result_timeout: 'task_updated',
  result_observed: 'task_updated',
  verdict_received: 'task_updated',
  reviewer_timeout: 'task_updated',
  round_ended: 'task_updated',
  task_locked: 'task_locked',
  task_unlocked: 'task_unlocked',
} as const satisfies Partial<Record<AuditEventType, PushedEventName>>

export type TaskChange = keyof typeof PUSHED_AS

/** Facts that the audit line of a write carries besides the shas, for example a comment or a delivery id. */
export type WriteNotes = Readonly<EventDraft['data']>

export interface WriterParts {
  readonly store: TaskStore
  readonly log: EventLog
  readonly hub: EventHub
  readonly owed: OwedOutcomes
}

/**
 * Writes one task: intent on the disk and new content staged (side by side), then rename, then outcome on the disk, then broadcast.
 * If the intent cannot be recorded the file is not touched. Call it inside `store.exclusive`.
 */
export async function writeTask(
  parts: WriterParts,
  call: Call,
  change: TaskChange,
  before: TaskEntry | null,
  task: Task,
  notes: WriteNotes,
): Promise<TaskEntry> {
  // Nothing new before the outcome of what already happened is on the disk.
  await parts.owed.settle()
  const bytes = encodeTask(task)
  const facts = {
    ...notes,
    change,
    base_sha: before?.base_sha ?? null,
    after_sha: sha256(bytes),
    version: task.version,
  }
  const draft = (type: AuditEventType, data: EventDraft['data']): EventDraft => ({
    ...{ type, data, actor: call.actor, correlation_id: call.correlation_id },
    ...{ task_id: task.task_id, route: null, status: null },
  })
  const abandon = (intent: WrittenEvent, reason: string): Promise<WrittenEvent> =>
    parts.log.record(draft('task_write_abandoned', { ...facts, intent_seq: intent.seq, reason }))

  const [intent, staged] = await Promise.allSettled([
    parts.log.record(draft('task_write_intended', facts)),
    parts.store.stage(task.task_id, bytes),
  ])
  if (intent.status === 'rejected') {
    if (staged.status === 'fulfilled') await staged.value.discard()
    throw intent.reason
  }
  if (staged.status === 'rejected') {
    await abandon(intent.value, 'storage_failed')
    throw staged.reason
  }
  const result = await staged.value.commit().catch(async (error: unknown) => {
    await abandon(intent.value, 'storage_failed')
    throw error
  })
  if ('overtaken' in result) {
    // The index shows that change already: its line is owed even if the log fails just now.
    parts.owed.add(externalChange(parts.hub, result.overtaken))
    await abandon(intent.value, 'overtaken')
    await parts.owed.settle()
    throw conflict(task.task_id, result.overtaken.after)
  }
  const data = { ...facts, intent_seq: intent.value.seq, broadcast_count: parts.hub.clients }
  const subject = { correlation_id: call.correlation_id, task_id: task.task_id as TaskId }
  const publish = (written: WrittenEvent): void =>
    parts.hub.publish(PUSHED_AS[change], { ...written, ...subject, task: summaryOf(result.entry) })
  const outcome = draft(change, data)
  publish(
    await parts.log.record(outcome).catch((cause: unknown) => {
      parts.owed.add({ draft: outcome, publish })
      const detail = `Task ${task.task_id} was written, but the line of its outcome could not be; it follows once the log works again.`
      throw new AppError(
        'audit_unavailable',
        detail,
        { task_id: task.task_id, base_sha: result.entry.base_sha },
        { cause },
      )
    }),
  )
  return result.entry
}
