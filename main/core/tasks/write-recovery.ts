import { type AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { TaskStore } from './task-store.ts'

/**
 * After a crash: gives every write that was intended but has no outcome its outcome. The file shows which: if it holds the
 * intended bytes the write happened, otherwise it did not. Resolves to the number of writes settled.
 */
export async function settleOpenWrites(parts: { index: AuditIndex; log: EventLog; store: TaskStore }): Promise<number> {
  const open = parts.index.openIntents()
  for (const intent of open) {
    const happened = parts.store.index.get(intent.task_id ?? '')?.base_sha === intent.data['after_sha']
    await parts.log.record({
      type: happened ? intendedChange(intent) : 'task_write_abandoned',
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

function intendedChange(intent: AuditEvent): AuditEventType {
  return AuditEventType.parse(intent.data['change'])
}
