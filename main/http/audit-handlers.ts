import type { AuditPage, AuditQuery, AuditTrail } from '../../contract/audit-event.ts'
import type { AuditIndex } from '../core/audit/audit-index.ts'
import type { AuditPages, Page, PageFilter, PagePlace } from '../core/audit/audit-pages.ts'
import { decodePageCursor, encodePageCursor } from '../core/audit/page-cursor.ts'
import { trailGraph } from '../core/audit/trail-graph.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type AuditHandlers = Pick<Handlers, 'queryAudit' | 'auditTrail'>

export function createAuditHandlers(index: AuditIndex & AuditPages): AuditHandlers {
  return {
    queryAudit: ({ query }) => {
      const { since, cursor, limit } = query
      const place: PagePlace =
        cursor === undefined ? { forwards: since !== undefined, from: null } : decodePageCursor(cursor)
      const page = index.page(filterOf(query), place, limit)
      return jsonReply(200, pageOf(page, since !== undefined && place.forwards))
    },
    auditTrail: ({ params, query }) => {
      const { correlation_id } = params
      const { events, left_out } = index.byCorrelation(correlation_id, query.requests === 'true')
      // Under the id of a read there is nothing but its request.
      if (events.length === 0 && index.byCorrelation(correlation_id, true).events.length === 0)
        throw new AppError('correlation_not_found', `Nothing was recorded under ${correlation_id}.`)
      const task_ids = [...new Set(events.map((event) => event.task_id).filter((id) => id !== null))]
      const truncated = Object.keys(left_out).length > 0
      const trail = { correlation_id, task_ids, events: [...events], truncated, left_out, graph: trailGraph(events) }
      return jsonReply(200, trail satisfies AuditTrail)
    },
  }
}

const instant = (bound: string | number | undefined): string | null => (typeof bound === 'string' ? bound : null)
const line = (bound: string | number | undefined): number | null => (typeof bound === 'number' ? bound : null)

function filterOf(query: AuditQuery): PageFilter {
  const { correlation_id = null, task_id = null, type = null, actor = null, since, until } = query
  return {
    ...{ correlation_id, task_id, type, actor },
    ...{ since_ts: instant(since), since_seq: line(since), until_ts: instant(until), until_seq: line(until) },
    requests: query.requests === 'true',
  }
}

function pageOf({ events, older, newer }: Page, givesSince: boolean): AuditPage {
  const first = events[0]?.seq
  const last = events.at(-1)?.seq
  return {
    items: [...events],
    next_since: givesSince && newer ? (last ?? null) : null,
    older_cursor: older && first !== undefined ? encodePageCursor('before', first) : null,
    newer_cursor: newer && last !== undefined ? encodePageCursor('after', last) : null,
  }
}
