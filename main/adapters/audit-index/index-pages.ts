import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { PageFilter, PagePlace } from '../../core/audit/audit-pages.ts'
import { firstWithin, type IndexedLine, type IndexQueries } from './index-queries.ts'

export interface IndexPages {
  /** Lines oldest first, no more than `maxBytes` of them but at least one, and whether there are more before and after. */
  page(
    filter: PageFilter,
    place: PagePlace,
    limit: number,
    maxBytes: number,
  ): { readonly lines: readonly IndexedLine[]; readonly older: boolean; readonly newer: boolean }
}

interface Conditions {
  /** ` INDEXED BY …`, or nothing where the table itself is in the right order. */
  readonly by: string
  /** First and last line that can fit. */
  readonly low: number
  readonly high: number
  readonly where: readonly string[]
  readonly values: readonly SQLInputValue[]
}

const PLACE = 'seq, segment, offset, length'
const TOLD = "type <> 'request_served'"

/**
 * The index is named in the query: SQLite keeps no statistics here, and the wrong one would pass over most of the log. What has the fewest
 * lines comes first: a correlation id, a task, an actor, a type.
 */
function indexFor(filter: PageFilter, told: boolean): string {
  const suffix = !told ? '' : filter.type === null ? '_told' : '_and_type'
  if (filter.correlation_id !== null) return `lines_by_correlation${suffix}`
  if (filter.task_id !== null) return `lines_by_task${suffix}`
  if (filter.actor !== null) return `lines_by_actor${suffix}`
  if (!told) return ''
  return filter.type === null ? 'lines_told' : 'lines_by_type'
}

export function createIndexPages(database: DatabaseSync, queries: IndexQueries): IndexPages {
  const actorId = database.prepare('SELECT id FROM actors WHERE sub = ?')
  const back = database.prepare('SELECT back_ms FROM state')
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  function rows(sql: string, values: readonly SQLInputValue[]): readonly IndexedLine[] {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    return statement.all(...values) as unknown as IndexedLine[]
  }

  function conditionsOf(filter: PageFilter): Conditions | null {
    const where: string[] = []
    const values: SQLInputValue[] = []
    const add = (condition: string, ...given: readonly SQLInputValue[]): void => {
      where.push(condition)
      values.push(...given)
    }
    const told = filter.type === null ? !filter.requests : filter.type !== 'request_served'
    if (filter.type === 'request_served' && !filter.requests) return null
    if (told) add(TOLD)
    if (filter.correlation_id !== null) add('correlation_id = ?', filter.correlation_id)
    if (filter.task_id !== null) add('task_id = ?', filter.task_id)
    if (filter.type !== null) add('type = ?', filter.type)
    if (filter.actor !== null) {
      const found = actorId.get(filter.actor) as { id: number } | undefined
      if (found === undefined) return null
      add('actor = ?', found.id)
    }
    let low = filter.since_seq === null ? 0 : filter.since_seq + 1
    let high = filter.until_seq ?? Number.MAX_SAFE_INTEGER
    if (filter.since_ts !== null) {
      const ms = Date.parse(filter.since_ts)
      low = Math.max(low, queries.firstSeqAt(ms))
      add('ts >= ?', ms)
    }
    if (filter.until_ts !== null) {
      const ms = Date.parse(filter.until_ts)
      // A line so early can stand behind later ones only as far as the clock ever fell back.
      const { back_ms } = back.get() as { back_ms: number }
      high = Math.min(high, queries.firstSeqAt(ms + back_ms) - 1)
      add('ts < ?', ms)
    }
    const index = indexFor(filter, told)
    return { by: index === '' ? '' : ` INDEXED BY ${index}`, low, high, where, values }
  }

  /** One bound on each side: of two SQLite takes the first for its search, and would pass over all that lies up to the other. */
  function lines(of: Conditions, forwards: boolean, from: number | null, limit: number): readonly IndexedLine[] {
    const low = forwards && from !== null ? Math.max(of.low, from + 1) : of.low
    const high = !forwards && from !== null ? Math.min(of.high, from - 1) : of.high
    const clause = [...of.where, 'seq >= ?', 'seq <= ?'].join(' AND ')
    const order = forwards ? 'seq' : 'seq DESC'
    const values = [...of.values, low, high, limit]
    return rows(`SELECT ${PLACE} FROM lines${of.by} WHERE ${clause} ORDER BY ${order} LIMIT ?`, values)
  }

  return {
    page: (filter, { forwards, from }, limit, maxBytes) => {
      const conditions = conditionsOf(filter)
      if (conditions === null) return { lines: [], older: false, newer: false }
      const found = lines(conditions, forwards, from, limit + 1)
      const kept = firstWithin(found.slice(0, limit), maxBytes)
      const more = found.length > kept.length
      const first = kept[0]
      if (first === undefined) return { lines: [], older: false, newer: false }
      const behind = lines(conditions, !forwards, first.seq, 1).length > 0
      return {
        lines: forwards ? kept : kept.toReversed(),
        older: forwards ? behind : more,
        newer: forwards ? more : behind,
      }
    },
  }
}
