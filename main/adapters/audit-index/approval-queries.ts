import type { DatabaseSync } from 'node:sqlite'
import { createFilteredRows, type FilteredRows, type LinedRow } from './filtered-rows.ts'

/** What the table of approvals answers. */
export interface ApprovalQueries {
  byId(approvalId: string): LinedRow | null
  readonly page: FilteredRows
  /** Oldest first. */
  open(): readonly LinedRow[]
  pendingIds(): readonly string[]
  refusing(nowMs: number): readonly LinedRow[]
}

const ROW = 'SELECT seq, line_seq FROM approvals'

export function createApprovalQueries(database: DatabaseSync): ApprovalQueries {
  const byId = database.prepare(`${ROW} WHERE approval_id = ?`)
  const open = database.prepare(`${ROW} WHERE state IN ('pending', 'approved') ORDER BY seq`)
  const pending = database.prepare("SELECT approval_id FROM approvals WHERE state = 'pending'")
  const refusing = database.prepare(`${ROW} WHERE refused_until_ms > ? ORDER BY seq`)
  return {
    byId: (approvalId) => (byId.get(approvalId) as LinedRow | undefined) ?? null,
    page: createFilteredRows(database, 'approvals'),
    open: () => open.all() as unknown as LinedRow[],
    pendingIds: () => (pending.all() as unknown as { approval_id: string }[]).map(({ approval_id }) => approval_id),
    refusing: (nowMs) => refusing.all(nowMs) as unknown as LinedRow[],
  }
}
