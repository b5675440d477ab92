import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { IngressSource } from '../../../contract/assurance.ts'
import type { DeliveryQuery, DeliverySummary } from '../../../contract/delivery.ts'
import type { DeliveryName } from '../../core/ingest/delivery-index.ts'

/** The lines of a claimed delivery, by their seq. */
export interface DeliveryLines {
  readonly claim: number
  /** The latest result. */
  readonly result: number | null
  /** Oldest first. */
  readonly writes: readonly number[]
}

/** What the tables of deliveries answer. */
export interface DeliveryQueries {
  lines(source: IngressSource, deliveryId: string): DeliveryLines | null
  byBody(source: IngressSource, bodySha256: string): DeliveryName | null
  /**
   * By when they happened, those of the same instant by their claims, and last those that do not say when, by their claims too; at most
   * `limit`, the last of that order.
   */
  about(keys: readonly string[], limit: number): readonly DeliveryName[]
  open(): readonly DeliveryName[]
  waiting(): number
  /** Lines by which it came again, newest first. */
  replays(source: IngressSource, deliveryId: string, limit: number): readonly number[]
  counted(refusalId: string): { readonly count: number; readonly bytes: number }
  /** The claimed delivery of that name; otherwise the refusals of that name. */
  summary(source: IngressSource, deliveryId: string): DeliverySummary | null
  /** Newest first, at most `limit`, only those with a seq below `before`. */
  page(query: Omit<DeliveryQuery, 'cursor' | 'limit'>, before: number | null, limit: number): DeliverySummary[]
}

const CLAIMED = `state <> 'refused'`

const SUMMARY = `
  seq, source, delivery_id, event, assurance, state, outcome, reason, correlation_id, received_at, finished_at, bytes, body_sha256,
  replays, failures, count, address,
  (SELECT json_group_array(task_id ORDER BY place) FROM delivery_tasks WHERE delivery_seq = deliveries.seq) AS task_ids`

type SummaryRow = Omit<DeliverySummary, 'task_ids'> & { readonly task_ids: string }

export function createDeliveryQueries(database: DatabaseSync): DeliveryQueries {
  const prepare = (sql: string) => database.prepare(sql)
  const byName = prepare(
    `SELECT seq AS claim, result_seq AS result FROM deliveries WHERE source = ? AND delivery_id = ? AND ${CLAIMED}`,
  )
  const writes = prepare('SELECT line_seq FROM delivery_writes WHERE delivery_seq = ? ORDER BY line_seq')
  const replays = prepare(`
    SELECT line_seq FROM delivery_replays
    WHERE delivery_seq = (SELECT seq FROM deliveries WHERE source = ? AND delivery_id = ? AND ${CLAIMED})
    ORDER BY line_seq DESC LIMIT ?`)
  const counted = prepare('SELECT count, bytes FROM counted_groups WHERE refusal_id = ?')
  const byBody = prepare(
    `SELECT source, delivery_id FROM deliveries WHERE source = ? AND body_sha256 = ? AND ${CLAIMED} ORDER BY seq LIMIT 1`,
  )
  // Read from its end, so that the limit cuts off the beginning.
  const about = prepare(`
    SELECT source, delivery_id FROM deliveries
    WHERE seq IN (SELECT delivery_seq FROM delivery_keys WHERE key IN (SELECT value FROM json_each(?)))
    ORDER BY event_ms DESC NULLS FIRST, length(delivery_id) DESC, delivery_id DESC, seq DESC LIMIT ?`)
  const open = prepare(
    `SELECT source, delivery_id FROM deliveries WHERE ${CLAIMED} AND result_seq IS NULL ORDER BY seq`,
  )
  const waiting = prepare(`SELECT count(*) AS count FROM deliveries WHERE state = 'open'`)
  const claimed = prepare(`SELECT ${SUMMARY} FROM deliveries WHERE source = ? AND delivery_id = ? AND ${CLAIMED}`)
  const refused = prepare(
    `SELECT ${SUMMARY} FROM deliveries WHERE source = ? AND delivery_id = ? AND state = 'refused'`,
  )
  const pages = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  /** One statement for each combination of filters. */
  function pageStatement(conditions: readonly string[]): ReturnType<DatabaseSync['prepare']> {
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const known = pages.get(where)
    if (known !== undefined) return known
    const statement = prepare(`SELECT ${SUMMARY} FROM deliveries ${where} ORDER BY seq DESC LIMIT ?`)
    pages.set(where, statement)
    return statement
  }

  return {
    lines: (source, deliveryId) => {
      const found = byName.get(source, deliveryId) as { claim: number; result: number | null } | undefined
      if (found === undefined) return null
      const lines = writes.all(found.claim) as unknown as { line_seq: number }[]
      return { ...found, writes: lines.map(({ line_seq }) => line_seq) }
    },
    replays: (source, deliveryId, limit) => {
      const lines = replays.all(source, deliveryId, limit) as unknown as { line_seq: number }[]
      return lines.map(({ line_seq }) => line_seq)
    },
    counted: (refusalId) => {
      const found = counted.get(refusalId) as { count: number; bytes: number } | undefined
      return found === undefined ? { count: 0, bytes: 0 } : { ...found }
    },
    byBody: (source, sha) => nameFrom(byBody.get(source, sha)),
    about: (keys, limit) => namesFrom(about.all(JSON.stringify(keys), limit)).toReversed(),
    open: () => namesFrom(open.all()),
    waiting: () => (waiting.get() as { count: number }).count,
    summary: (source, deliveryId) => summaryFrom(claimed.get(source, deliveryId) ?? refused.get(source, deliveryId)),
    page: ({ source, state, task_id }, before, limit) => {
      const conditions: string[] = []
      const values: SQLInputValue[] = []
      const where = (condition: string, value: SQLInputValue | undefined): void => {
        if (value === undefined) return
        conditions.push(condition)
        values.push(value)
      }
      where('source = ?', source)
      if (state === 'replayed') conditions.push('replays > 0')
      else where('state = ?', state)
      where('seq IN (SELECT delivery_seq FROM delivery_tasks WHERE task_id = ?)', task_id)
      where('seq < ?', before ?? undefined)
      return pageStatement(conditions)
        .all(...values, limit)
        .map((row) => summaryFrom(row) as DeliverySummary)
    },
  }
}

type Found = Record<string, unknown> | undefined

function nameFrom(row: Found): DeliveryName | null {
  return row === undefined ? null : ({ ...row } as unknown as DeliveryName)
}

const namesFrom = (rows: readonly Record<string, unknown>[]): DeliveryName[] =>
  rows.map((row) => nameFrom(row) as DeliveryName)

function summaryFrom(row: Found): DeliverySummary | null {
  if (row === undefined) return null
  const { task_ids, ...rest } = row as unknown as SummaryRow
  return { ...rest, task_ids: JSON.parse(task_ids) as string[] }
}
