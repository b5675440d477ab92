import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { DeliveryIndex } from '../../core/ingest/delivery-index.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import type { DeliveryQueries } from './delivery-queries.ts'

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
    summary: (source, deliveryId) => ask((queries) => queries.summary(source, deliveryId)),
    replays: (source, deliveryId, limit) =>
      ask((queries, eventAt) => queries.replays(source, deliveryId, limit).map(eventAt)),
    counted: (refusalId) => ask((queries) => queries.counted(refusalId)),
    page: ({ cursor, limit, ...filters }) => {
      const before = cursor === undefined ? null : decodeCursor(cursor)
      const rows = ask((queries) => queries.page(filters, before, limit + 1))
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return { items, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(last.seq) : null }
    },
  }
}

/** Opaque to clients: base64url of the seq below which the next page begins. A row's seq never changes, so no row is passed over. */
function encodeCursor(seq: number): string {
  return Buffer.from(`before:${seq}`).toString('base64url')
}

function decodeCursor(cursor: string): number {
  const seq = Number(/^before:(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1])
  // Decoding is lenient; only what is spelled as it was given out is taken.
  if (Number.isSafeInteger(seq) && encodeCursor(seq) === cursor) return seq
  throw new AppError('cursor_invalid', `"${cursor}" is not a cursor`)
}
