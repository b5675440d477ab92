import type { Approval, ApprovalPage } from '../../../contract/approval.ts'
import type { ApprovalFilter } from '../../app/governance-route.ts'

/** Approvals asked for at a time. */
export const APPROVALS_PER_PAGE = 100

/**
 * The pages as they were read, with the newest page laid over them. `hasHole`: more came in at once than a page holds, so that what lies
 * between is not known.
 */
export function approvalRows(
  pages: readonly ApprovalPage[],
  newest: ApprovalPage | undefined,
  filter: ApprovalFilter,
): { readonly rows: readonly Approval[]; readonly hasHole: boolean } {
  const older = pages.flatMap(({ items }) => items)
  const top = newest?.items ?? []
  const onTop = new Set(top.map(({ approval_id }) => approval_id))
  const rows = [...top, ...older.filter(({ approval_id }) => !onTop.has(approval_id))]
  const meets = older.length === 0 || older.some(({ approval_id }) => onTop.has(approval_id))
  return {
    // A state that was pushed since may not be the one that is asked for any more.
    rows: filter.state === null ? rows : rows.filter(({ state }) => state === filter.state),
    hasHole: newest !== undefined && newest.next_cursor !== null && !meets,
  }
}
