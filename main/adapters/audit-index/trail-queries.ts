import type { DatabaseSync } from 'node:sqlite'
import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { TrailSource, TrailSubject } from '../../core/audit/trail-lines.ts'
import type { IndexedLine } from './index-queries.ts'

interface CountRow {
  readonly type: AuditEventType
  readonly count: number
}

const PLACE = 'seq, segment, offset, length'
const TOLD = "type <> 'request_served'"
const CORRELATION = `lines INDEXED BY lines_by_correlation_and_type WHERE correlation_id = ? AND ${TOLD}`
const ELSEWHERE = `lines INDEXED BY lines_by_task_and_type WHERE task_id = ? AND ${TOLD} AND correlation_id <> ?`

/** What the index knows of the lines of a correlation id and of a task. Counts are read off the indexes alone. */
export function createTrailQueries(database: DatabaseSync): TrailSource<IndexedLine> {
  const counts = database.prepare(`SELECT type, count(*) AS count FROM ${CORRELATION} GROUP BY type`)
  const elsewhereCounts = database.prepare(`SELECT type, count(*) AS count FROM ${ELSEWHERE} GROUP BY type`)
  const everything = database.prepare(
    'SELECT count(*) AS count FROM lines INDEXED BY lines_by_correlation WHERE correlation_id = ?',
  )
  const newest = database.prepare(`SELECT ${PLACE} FROM ${CORRELATION} AND type = ? ORDER BY seq DESC LIMIT ?`)
  const newestElsewhere = database.prepare(`SELECT ${PLACE} FROM ${ELSEWHERE} AND type = ? ORDER BY seq DESC LIMIT ?`)
  // Asked only when all other lines of the id are few.
  const newestServed = database.prepare(`
    SELECT ${PLACE} FROM lines INDEXED BY lines_by_correlation
    WHERE correlation_id = ? AND type = 'request_served' ORDER BY seq DESC LIMIT ?`)

  const taskOf = ({ also }: TrailSubject): string | null =>
    typeof also === 'object' && also !== null ? also.task_id : null

  return {
    counts: (about) => {
      const id = about.correlation_id
      const task = taskOf(about)
      const rows = [...counts.all(id), ...(task === null ? [] : elsewhereCounts.all(task, id))] as unknown as CountRow[]
      const sums = new Map<AuditEventType, number>()
      for (const { type, count } of rows) sums.set(type, (sums.get(type) ?? 0) + count)
      if (about.also !== 'requests') return sums
      const { count } = everything.get(id) as unknown as { count: number }
      const served = count - rows.reduce((sum, row) => sum + row.count, 0)
      return served === 0 ? sums : sums.set('request_served', served)
    },
    newest: (about, type, limit) => {
      const id = about.correlation_id
      if (type === 'request_served') return newestServed.all(id, limit) as unknown as IndexedLine[]
      const own = newest.all(id, type, limit) as unknown as IndexedLine[]
      const task = taskOf(about)
      if (task === null) return own
      const others = newestElsewhere.all(task, id, type, limit) as unknown as IndexedLine[]
      return [...own, ...others].sort((a, b) => b.seq - a.seq).slice(0, limit)
    },
  }
}
