import { type AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { TaskStore } from './task-store.ts'

/** Lines about one task that are looked through for a later write that was built on the one in question. */
const LATER_LINES = 1000

/**
 * After a crash: gives every write that was intended but has no outcome its outcome. It happened if the file holds the intended
 * bytes, or if a later line says that it found them there. Resolves to the number of writes settled.
 */
export async function settleOpenWrites(parts: { index: AuditIndex; log: EventLog; store: TaskStore }): Promise<number> {
  const open = parts.index.openIntents()
  for (const intent of open) {
    const happened = isInFile(intent, parts.store) || wasBuiltOn(intent, parts.index)
    await parts.log.record({
      type: happened ? AuditEventType.parse(intent.data['change']) : 'task_write_abandoned',
      actor: intent.actor,
      correlation_id: intent.correlation_id,
      task_id: intent.task_id,
      route: null,
      status: null,
      data: { ...intent.data, intent_seq: intent.seq, recovered: true, ...(happened ? {} : { reason: 'crash' }) },
    })
  }
  return open.length
}

function isInFile(intent: AuditEvent, store: TaskStore): boolean {
  return store.index.get(intent.task_id ?? '')?.base_sha === intent.data['after_sha']
}

function wasBuiltOn(intent: AuditEvent, index: AuditIndex): boolean {
  const filter = { task_id: intent.task_id, type: null, since_ts: null, since_seq: intent.seq, limit: LATER_LINES }
  const after = intent.data['after_sha']
  return index.query(filter).some(({ data }) => data['base_sha'] === after || data['before_sha'] === after)
}
