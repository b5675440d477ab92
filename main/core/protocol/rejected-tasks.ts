import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import { phaseOf } from './phase.ts'
import { readProtocol } from './protocol-reading.ts'

/**
 * Tasks whose last word is a rejection that the log tells of as well, after which nobody gave the work out or opened a lock: the console
 * may have died before it gave them out again. What another program wrote into a file starts nothing.
 */
export function rejectedTasks(tasks: Iterable<Task>, index: Pick<AuditIndex, 'query'>): TaskId[] {
  return [...tasks].filter((task) => isToBeGivenOut(task, index)).map(({ task_id }) => task_id)
}

function isToBeGivenOut(task: Task, { query }: Pick<AuditIndex, 'query'>): boolean {
  if (task.verdict !== null || task.rounds.length === 0) return false
  const reading = readProtocol(task)
  const last = reading.last?.round ?? null
  if (last?.verdict?.decision !== 'reject') return false
  if (phaseOf(reading, null, Number.POSITIVE_INFINITY) !== 'awaiting_dispatch') return false
  const newest = (type: AuditEventType) =>
    query({ task_id: task.task_id, type, since_ts: null, since_seq: null, limit: 1 })[0] ?? null
  const verdict = newest('verdict_received')
  if (verdict?.data['dispatch_id'] !== last.dispatch.dispatch_id || verdict.data['decision'] !== 'reject') return false
  return !(['task_dispatched', 'task_unlocked'] as const).some((type) => (newest(type)?.seq ?? -1) > verdict.seq)
}
