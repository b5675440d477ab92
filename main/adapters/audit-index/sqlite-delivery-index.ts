import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { DeliveryIndex } from '../../core/ingest/delivery-index.ts'
import type { DeliveryQueries } from './delivery-queries.ts'
import { decodeSeqCursor, pageOf } from './seq-cursor.ts'

/** Most deliveries that may wait for the same things: of more, the latest are told, for what is older they would only be stale. */
const MAX_ABOUT = 500

/** `ask` runs a question once everything that was committed is in the tables; `eventAt` reads a line of the log by its seq. */
export function createSqliteDeliveryIndex(
  ask: <T>(question: (queries: DeliveryQueries, eventAt: (seq: number) => AuditEvent) => T) => T,
): DeliveryIndex {
  return {
    record: (source, deliveryId) =>
      ask((queries, eventAt) => {
        const lines = queries.lines(source, deliveryId)
        if (lines === null) return null
        const { claim, result, writes } = lines
        return {
          claim: eventAt(claim),
          result: result === null ? null : eventAt(result),
          writes: writes.map(eventAt),
        }
      }),
    byBody: (source, bodySha256) => ask((queries) => queries.byBody(source, bodySha256)),
    about: (keys) => ask((queries) => queries.about(keys, MAX_ABOUT)),
    open: () => ask((queries) => queries.open()),
    waiting: () => ask((queries) => queries.waiting()),
    summary: (source, deliveryId) => ask((queries) => queries.summary(source, deliveryId)),
    replays: (source, deliveryId, limit) =>
      ask((queries, eventAt) => queries.replays(source, deliveryId, limit).map(eventAt)),
    counted: (refusalId) => ask((queries) => queries.counted(refusalId)),
    page: ({ cursor, limit, ...filters }) => {
      const before = cursor === undefined ? null : decodeSeqCursor(cursor)
      const { rows, next_cursor } = pageOf(
        ask((queries) => queries.page(filters, before, limit + 1)),
        limit,
      )
      return { items: [...rows], next_cursor }
    },
  }
}
