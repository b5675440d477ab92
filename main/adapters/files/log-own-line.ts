import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { EventDraft } from '../../core/audit/event-log.ts'
import { SYSTEM } from '../../core/kernel/call.ts'

/** A line that the log writes about itself. */
export function ownLine(type: AuditEventType, data: EventDraft['data']): EventDraft {
  return { type, actor: SYSTEM, correlation_id: 'audit-log', task_id: null, route: null, status: null, data }
}
