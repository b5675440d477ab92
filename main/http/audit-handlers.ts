import type { AuditPage, AuditTrail } from '../../contract/audit-event.ts'
import type { AuditIndex } from '../core/audit/audit-index.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type AuditHandlers = Pick<Handlers, 'queryAudit' | 'auditTrail'>

export function createAuditHandlers(index: AuditIndex): AuditHandlers {
  return {
    queryAudit: ({ query }) => {
      const { since = null, limit } = query
      const items = [
        ...index.query({
          task_id: query.task_id ?? null,
          type: query.type ?? null,
          since_ts: typeof since === 'string' ? since : null,
          since_seq: typeof since === 'number' ? since : null,
          limit,
        }),
      ]
      const next_since = since !== null && items.length === limit ? (items.at(-1)?.seq ?? null) : null
      return jsonReply(200, { items, next_since } satisfies AuditPage)
    },
    auditTrail: ({ params, query }) => {
      const { correlation_id } = params
      const { events, truncated } = index.byCorrelation(correlation_id, query.requests === 'true')
      // Under the id of a read there is nothing but its request.
      if (events.length === 0 && index.byCorrelation(correlation_id, true).events.length === 0)
        throw new AppError('correlation_not_found', `Nothing was recorded under ${correlation_id}.`)
      const task_ids = [...new Set(events.map((event) => event.task_id).filter((id) => id !== null))]
      return jsonReply(200, { correlation_id, task_ids, events: [...events], truncated } satisfies AuditTrail)
    },
  }
}
