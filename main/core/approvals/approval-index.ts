import type { Approval, ApprovalPage, ApprovalQuery } from '../../../contract/approval.ts'

/**
 * Read model of the book of approvals: derived from the audit log, rebuildable, kept for ever. Answers include every line committed
 * before the call. Throws AppError `audit_unavailable` as the audit index does. It shows; it never grants: what may be used is known
 * to the running approval service alone.
 */
export interface ApprovalIndex {
  /** Null when there never was such an approval. */
  get(approvalId: string): Approval | null
  /** Newest first. Throws AppError `cursor_invalid`. */
  page(query: ApprovalQuery): Pick<ApprovalPage, 'items' | 'next_cursor'>
  /** Pending or approved, oldest first. */
  open(): readonly Approval[]
  /** Ids of those that are pending, without a look at their lines. */
  pendingIds(): readonly string[]
  /** Denials that refuse the identical call at this instant (milliseconds since 1970) and later. */
  refusing(nowMs: number): readonly Approval[]
}
