import type { Assurance } from '../../../contract/assurance.ts'
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

const BY_REQUEST = new Set(['task_updated', 'task_amended'])

/** The last decision in the log, when the task has no verdict and a later line tells why. `events`: oldest first. */
export function takenBack(task: TaskDetail, events: readonly AuditEvent[]): TakenBack | null {
  if (task.verdict !== null) return null
  const mine = events.filter((event) => event.task_id === task.task_id)
  const place = mine.findLastIndex(({ type }) => type === 'task_approved' || type === 'task_rejected')
  const decided = mine[place]
  const cause = mine
    .slice(place + 1)
    .find(({ type, data }) => BY_REQUEST.has(type) || (type === 'ssot_external_change' && data['verdict_changed']))
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

const WRITES = new Set(['task_created', 'task_updated', 'task_amended', 'ssot_external_change'])

/**
 * How far the words of the task are proven: as they came in, unless another program wrote the file since; then nothing is.
 * `isRewritten` tells the two apart. `events`: oldest first.
 */
export function provenance(
  task: Pick<TaskDetail, 'task_id' | 'assurance'>,
  events: readonly AuditEvent[],
): { readonly assurance: Assurance; readonly isRewritten: boolean } {
  const last = events.findLast((event) => event.task_id === task.task_id && WRITES.has(event.type))
  const isRewritten = last?.type === 'ssot_external_change'
  return { assurance: isRewritten ? 'none' : task.assurance, isRewritten }
}
