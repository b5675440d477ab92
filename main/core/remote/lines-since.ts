import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { AuditIndex } from '../audit/audit-index.ts'

const PAGE = 1000

/** Every line of a type since an instant, oldest first. Throws AppError `audit_unavailable`. */
export function linesSince(audit: Pick<AuditIndex, 'query'>, type: AuditEventType, sinceMs: number): AuditEvent[] {
  const since_ts = new Date(sinceMs).toISOString()
  const found: AuditEvent[] = []
  let since_seq: number | null = null
  for (;;) {
    const page = audit.query({ task_id: null, type, since_ts, since_seq, limit: PAGE })
    found.push(...page)
    if (page.length < PAGE) return found
    since_seq = page.at(-1)?.seq ?? null
  }
}
