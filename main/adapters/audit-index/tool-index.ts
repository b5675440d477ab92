import type { AuditEvent } from '../../../contract/audit-event.ts'
import { ToolRun } from '../../../contract/tool.ts'
import type { RunIndex } from '../../core/tools/run-index.ts'
import { decodeSeqCursor, pageOf } from './seq-cursor.ts'
import type { ToolQueries } from './tool-queries.ts'

/** `ask` runs a question once everything that was committed is in the tables; `eventAt` reads a line of the log by its seq. */
export function createSqliteRunIndex(
  ask: <T>(question: (queries: ToolQueries, eventAt: (seq: number) => AuditEvent) => T) => T,
): RunIndex {
  return {
    byKey: (sub, idempotencyKey) =>
      ask((queries, eventAt) => {
        const row = queries.byKey(sub, idempotencyKey)
        return row === null ? null : runAt(eventAt(row.line_seq))
      }),
    running: () => ask((queries, eventAt) => queries.running().map(({ line_seq }) => runAt(eventAt(line_seq)))),
    evidenceOf: (taskId) =>
      ask((queries, eventAt) =>
        queries.withEvidence(taskId).flatMap(({ line_seq }) => runAt(eventAt(line_seq)).evidence),
      ),
    page: ({ cursor, limit, ...filters }) => {
      const before = cursor === undefined ? null : decodeSeqCursor(cursor)
      return ask((queries, eventAt) => {
        const { rows, next_cursor } = pageOf(queries.page(filters, before, limit + 1), limit)
        return { items: rows.map(({ line_seq }) => runAt(eventAt(line_seq))), next_cursor }
      })
    },
  }
}

const runAt = ({ data }: AuditEvent): ToolRun => ToolRun.parse(data['run'])
