import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { TaskDetail } from '../../../contract/task.ts'

/** A decision that no longer stands because the task changed after it. */
export interface TakenBack {
  readonly decision: 'approve' | 'reject'
  readonly at: string
  readonly by: string
  /** Version that the decision made, or null in lines that do not name one. */
  readonly version: number | null
  /** Whether another program changed the file; otherwise an event from outside changed the request. */
  readonly byFile: boolean
}

/** The last decision in the log, when the task has no verdict and a later line tells why. `events`: oldest first. */
export function takenBack(task: TaskDetail, events: readonly AuditEvent[]): TakenBack | null {
  if (task.verdict !== null) return null
  const mine = events.filter((event) => event.task_id === task.task_id)
  const place = mine.findLastIndex(({ type }) => type === 'task_approved' || type === 'task_rejected')
  const decided = mine[place]
  const cause = mine
    .slice(place + 1)
    .find(({ type, data }) => type === 'task_updated' || (type === 'ssot_external_change' && data['verdict_changed']))
  if (decided === undefined || cause === undefined) return null
  const version = decided.data['version']
  return {
    decision: decided.type === 'task_approved' ? 'approve' : 'reject',
    at: decided.ts,
    by: decided.actor.sub,
    version: typeof version === 'number' ? version : null,
    byFile: cause.type === 'ssot_external_change',
  }
}

const WRITES = new Set(['task_created', 'task_updated', 'ssot_external_change'])

/** Whether the words came last in a delivery whose signature was verified, and no other program wrote the file after it. */
export function isSigned(taskId: string, events: readonly AuditEvent[]): boolean {
  const last = events.findLast((event) => event.task_id === taskId && WRITES.has(event.type))
  return last?.actor.door === 'webhook'
}
