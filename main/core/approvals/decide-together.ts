import type { Approval, DecideApprovals, DecidedApprovals } from '../../../contract/approval.ts'
import { AppError } from '../kernel/app-error.ts'

/** A person's yes or no. `subject_sha256`: of what this person was shown. */
export type ApprovalDecision = { readonly subject_sha256: string } & (
  | { readonly decision: 'approve' }
  | { readonly decision: 'deny'; readonly reason: string }
)

type Refused = DecidedApprovals['refused'][number]

/**
 * One decision for several approvals, each decided by itself and bound to what was shown of it. Throws AppError `approvals_differ` when
 * not all that exist are the action that was named, and `validation_failed` for a denial without a reason; nothing is decided then.
 */
export async function decideTogether(
  { decision, reason, action_sha256, items }: DecideApprovals,
  get: (approvalId: string) => Approval,
  decide: (approvalId: string, given: ApprovalDecision) => Promise<Approval>,
): Promise<DecidedApprovals> {
  if (decision === 'deny' && reason === undefined)
    throw new AppError('validation_failed', 'reason: a denial says why, for its agent is told.')
  if (new Set(items.map(({ approval_id }) => approval_id)).size !== items.length)
    throw new AppError('validation_failed', 'items: the same approval is given twice.')
  for (const { approval_id } of items) {
    const found = known(approval_id, get)
    if (found !== null && found.action_sha256 !== action_sha256) {
      const extras = { approval_id, action_sha256: found.action_sha256 }
      throw new AppError('approvals_differ', `${approval_id} is another action than the one that was named.`, extras)
    }
  }
  const decided: Approval[] = []
  const refused: Refused[] = []
  for (const { approval_id, subject_sha256 } of items) {
    try {
      const given =
        decision === 'approve' ? { decision, subject_sha256 } : { decision, subject_sha256, reason: reason ?? '' }
      decided.push(await decide(approval_id, given))
    } catch (error) {
      refused.push(refusalOf(approval_id, error))
    }
  }
  return { items: decided, refused }
}

function known(approvalId: string, get: (approvalId: string) => Approval): Approval | null {
  try {
    return get(approvalId)
  } catch (error) {
    if (error instanceof AppError && error.code === 'approval_not_found') return null
    throw error
  }
}

/** What was decided before it stays decided; so what fails here is told beside it. */
function refusalOf(approval_id: string, error: unknown): Refused {
  if (!(error instanceof AppError)) throw error
  return { approval_id, error_code: error.code, detail: error.message }
}
