import { Approval } from '../../../contract/approval.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { ApprovalIndex } from '../../core/approvals/approval-index.ts'
import type { ApprovalQueries } from './approval-queries.ts'
import type { LinedRow } from './filtered-rows.ts'
import { decodeSeqCursor, pageOf } from './seq-cursor.ts'

/** `ask` runs a question once everything that was committed is in the tables; `eventAt` reads a line of the log by its seq. */
export function createSqliteApprovalIndex(
  ask: <T>(question: (queries: ApprovalQueries, eventAt: (seq: number) => AuditEvent) => T) => T,
): ApprovalIndex {
  const read = (question: (queries: ApprovalQueries) => readonly LinedRow[]): Approval[] =>
    ask((queries, eventAt) => question(queries).map(({ line_seq }) => approvalAt(eventAt(line_seq))))

  return {
    get: (approvalId) =>
      read((queries) => {
        const row = queries.byId(approvalId)
        return row === null ? [] : [row]
      })[0] ?? null,
    page: ({ cursor, limit, ...filters }) => {
      const before = cursor === undefined ? null : decodeSeqCursor(cursor)
      return ask((queries, eventAt) => {
        const { rows, next_cursor } = pageOf(queries.page(filters, before, limit + 1), limit)
        return { items: rows.map(({ line_seq }) => approvalAt(eventAt(line_seq))), next_cursor }
      })
    },
    open: () => read((queries) => queries.open()),
    pendingIds: () => ask((queries) => queries.pendingIds()),
    refusing: (nowMs) => read((queries) => queries.refusing(nowMs)),
  }
}

const approvalAt = ({ data }: AuditEvent): Approval => Approval.parse(data['approval'])
