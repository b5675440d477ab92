import { Approval, type ApprovalState } from '../../../contract/approval.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { mayBecome } from './approval-transitions.ts'

/** The state that a line of each type leaves an approval in. */
const STATE_OF: Readonly<Partial<Record<AuditEvent['type'], ApprovalState>>> = {
  approval_requested: 'pending',
  approval_endorsed: 'pending',
  approval_approved: 'approved',
  approval_denied: 'denied',
  approval_expired: 'expired',
  approval_voided: 'voided',
  approval_consumed: 'consumed',
}

/** The approval that a line of the log tells of, as the line says it stands; null for every other line. */
export function approvalOf({ type, data }: Pick<AuditEvent, 'type' | 'data'>): Approval | null {
  const state = STATE_OF[type]
  if (state === undefined) return null
  const approval = Approval.safeParse(data['approval']).data
  return approval?.state === state ? approval : null
}

/**
 * The book of approvals is the fold of the lines of the log by this function: `known` is what the lines before said of the same approval,
 * null when there were none. A line that does not follow from them changes nothing: null.
 */
export function nextInBook(
  known: Pick<Approval, 'state' | 'subject_sha256'> | null,
  event: Pick<AuditEvent, 'type' | 'data'>,
): Approval | null {
  const approval = approvalOf(event)
  if (approval === null) return null
  if (known === null) return event.type === 'approval_requested' ? approval : null
  if (event.type === 'approval_requested' || approval.subject_sha256 !== known.subject_sha256) return null
  return mayBecome(known.state, approval.state) ? approval : null
}
