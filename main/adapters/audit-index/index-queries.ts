import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { AuditFilter } from '../../core/audit/audit-index.ts'
import type { LinePlace } from './segment-reader.ts'

/** Seq of a line and where it lies. */
export interface IndexedLine extends LinePlace {
  readonly seq: number
}

/** The questions that the index answers, oldest line first. */
export interface IndexQueries {
  lastLine(): (IndexedLine & { readonly high_ts: number }) | null
  filtered(filter: AuditFilter): readonly IndexedLine[]
  /** Null when the index holds no such line. */
  line(seq: number): IndexedLine | null
  openIntents(): readonly IndexedLine[]
  /** First seq from which on a line can be as late as `ms`. */
  firstSeqAt(ms: number): number
}

const PLACE = 'seq, segment, offset, length'

/** The indexes by type leave served requests out, and SQLite uses them only where the query says so as well. */
const typeCondition = (type: AuditEventType): string =>
  type === 'request_served' ? 'type = ?' : "type = ? AND type <> 'request_served'"

/** The one that finds the lines of a task by their type; SQLite keeps no statistics here and could take another. */
const indexFor = ({ task_id, type }: AuditFilter): string =>
  task_id === null || type === null || type === 'request_served' ? '' : ' INDEXED BY lines_by_task_and_type'

export function createIndexQueries(database: DatabaseSync): IndexQueries {
  const last = database.prepare(`SELECT ${PLACE}, high_ts FROM lines ORDER BY seq DESC LIMIT 1`)
  const first = database.prepare('SELECT seq FROM lines ORDER BY seq LIMIT 1')
  const highTs = database.prepare('SELECT high_ts FROM lines WHERE seq >= ? ORDER BY seq LIMIT 1')
  const one = database.prepare(`SELECT ${PLACE} FROM lines WHERE seq = ?`)
  const intents = database.prepare(`
    SELECT ${PLACE} FROM lines AS intent
    WHERE type = 'task_write_intended' AND type <> 'request_served'
      AND seq > coalesce((SELECT max(seq) FROM lines WHERE type = 'service_started' AND type <> 'request_served'), 0)
      AND NOT EXISTS (SELECT 1 FROM lines AS outcome WHERE outcome.intent_seq = intent.seq AND outcome.seq > intent.seq)
    ORDER BY seq`)
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  function rows(sql: string, values: readonly SQLInputValue[]): readonly IndexedLine[] {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    return statement.all(...values) as unknown as IndexedLine[]
  }

  /** First seq from which on a line can be as late as `ms`: the greatest ts so far never falls, so halving finds it. */
  function firstSeqAt(ms: number): number {
    const begin = first.get() as { seq: number } | undefined
    const end = last.get() as { seq: number } | undefined
    if (begin === undefined || end === undefined) return 0
    let low = begin.seq
    let high = end.seq + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const row = highTs.get(middle) as { high_ts: number }
      if (row.high_ts >= ms) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    lastLine: () => (last.get() as unknown as (IndexedLine & { high_ts: number }) | undefined) ?? null,
    filtered: (filter) => {
      const conditions: string[] = []
      const values: SQLInputValue[] = []
      const where = (condition: string, value: SQLInputValue): void => {
        conditions.push(condition)
        values.push(value)
      }
      if (filter.task_id !== null) where('task_id = ?', filter.task_id)
      if (filter.type !== null) where(typeCondition(filter.type), filter.type)
      if (filter.since_seq !== null) where('seq > ?', filter.since_seq)
      if (filter.since_ts !== null) {
        const ms = Date.parse(filter.since_ts)
        where('seq >= ?', firstSeqAt(ms))
        where('ts >= ?', ms)
      }
      const forwards = filter.since_seq !== null || filter.since_ts !== null
      const clause = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      const order = forwards ? 'seq' : 'seq DESC'
      const found = rows(`SELECT ${PLACE} FROM lines${indexFor(filter)} ${clause} ORDER BY ${order} LIMIT ?`, [
        ...values,
        filter.limit,
      ])
      return forwards ? found : found.toReversed()
    },
    line: (seq) => (one.get(seq) as unknown as IndexedLine | undefined) ?? null,
    openIntents: () => intents.all() as unknown as IndexedLine[],
    firstSeqAt,
  }
}

/** The first of these lines that have no more bytes together than `maxBytes`; the very first in any case. */
export function firstWithin<L extends LinePlace>(lines: readonly L[], maxBytes: number): readonly L[] {
  let bytes = 0
  const end = lines.findIndex(({ length }, at) => {
    bytes += length
    return bytes > maxBytes && at > 0
  })
  return end === -1 ? lines : lines.slice(0, end)
}
