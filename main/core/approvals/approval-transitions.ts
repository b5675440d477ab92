import type {
  Approval,
  ApprovalBinding,
  ApprovalState,
  ApprovalVoid,
  ApprovalVote,
} from '../../../contract/approval.ts'
import type { ToolCall } from '../../../contract/tool.ts'
import { AppError } from '../kernel/app-error.ts'
import type { ApprovalTerms } from '../policy/policy-decision.ts'
import type { Subject } from '../policy/subject.ts'
import type { AreTwoPeople } from './two-people.ts'

/** What may become of an approval. From pending to pending: the first of two people has said yes. */
const NEXT: Readonly<Record<ApprovalState, readonly ApprovalState[]>> = {
  pending: ['pending', 'approved', 'denied', 'expired', 'voided'],
  approved: ['consumed', 'expired', 'voided'],
  ...{ consumed: [], denied: [], expired: [], voided: [] },
}

export function mayBecome(from: ApprovalState, to: ApprovalState): boolean {
  return NEXT[from].includes(to)
}

/** Pending or approved: something can still come of it. */
export function isOpen({ state }: Pick<Approval, 'state'>): boolean {
  return NEXT[state].length > 0
}

export interface AskedFor {
  readonly approval_id: string
  readonly call: ToolCall
  readonly subject: Subject
  readonly what: string
  readonly requested_by: string
  readonly bound_to: ApprovalBinding
  readonly terms: ApprovalTerms
  readonly now_ms: number
}

export function pendingApproval(asked: AskedFor): Approval {
  const { tool, side_effect_level, task_id, correlation_id } = asked.call
  const { approval_id, what, requested_by, bound_to } = asked
  return {
    ...{
      approval_id,
      ...asked.subject,
      what,
      tool,
      side_effect_level,
      task_id,
      correlation_id,
      requested_by,
      bound_to,
    },
    state: 'pending',
    created_at: instant(asked.now_ms),
    expires_at: instant(asked.now_ms + asked.terms.expires_seconds * 1000),
    needed: asked.terms.people,
    votes: [],
    ...{ usable_from: null, decided_by: null, door: null, decided_at: null, reason: null, refused_until: null },
    ...{ voided: null, consumed_at: null, call_id: null },
  }
}

/**
 * With one more yes. The last one that is needed opens the time in which it can be used: from the end of the cool-off on, as long as it
 * could wait before. Throws AppError `approval_not_pending`, `approval_second_person`.
 */
export function endorsed(
  approval: Approval,
  vote: ApprovalVote,
  terms: ApprovalTerms,
  areTwoPeople: AreTwoPeople,
): Approval {
  const first = approval.votes.find(({ by }) => !areTwoPeople(by, vote.by))
  if (approval.state === 'pending' && first !== undefined) throw secondPerson(approval, first.by, vote.by)
  const votes = [...approval.votes, vote]
  if (votes.length < approval.needed) return step(approval, 'pending', { votes })
  const usable = Date.parse(vote.at) + terms.cool_off_seconds * 1000
  return step(approval, 'approved', {
    votes,
    ...decisionOf(vote),
    usable_from: instant(usable),
    expires_at: instant(usable + terms.expires_seconds * 1000),
  })
}

/** One no is enough, also after a first yes. Throws AppError `approval_not_pending`. */
export function denied(approval: Approval, vote: ApprovalVote, reason: string, refusedUntilMs: number): Approval {
  const votes = [...approval.votes, vote]
  return step(approval, 'denied', { votes, ...decisionOf(vote), reason, refused_until: instant(refusedUntilMs) })
}

export function expired(approval: Approval): Approval {
  return step(approval, 'expired', {})
}

export function voided(approval: Approval, why: ApprovalVoid): Approval {
  return step(approval, 'voided', { voided: why })
}

export function consumed(approval: Approval, atMs: number, callId: string): Approval {
  return step(approval, 'consumed', { consumed_at: instant(atMs), call_id: callId })
}

function step(approval: Approval, to: ApprovalState, changed: Partial<Approval>): Approval {
  if (!mayBecome(approval.state, to)) throw notPending(approval)
  return { ...approval, ...changed, state: to }
}

/** What became of it instead, for whoever decides too late. */
export function notPending(approval: Approval): AppError {
  const { approval_id, state, decided_by, voided: why } = approval
  const by = decided_by === null ? '' : ` by ${decided_by}`
  const cause = why === null ? '' : ` (${why.cause})`
  const extras = { approval_id, state, decided_by, void_cause: why?.cause ?? null }
  return new AppError('approval_not_pending', `${approval_id} is ${state}${by}${cause} already.`, extras)
}

function secondPerson({ approval_id }: Approval, first: string, second: string): AppError {
  const detail =
    first === second
      ? `${second} has approved ${approval_id} already; another person must as well.`
      : `${first} has approved ${approval_id}, and ${second} is not known to be another person.`
  return new AppError('approval_second_person', detail, { approval_id })
}

function decisionOf({ by, door, at }: ApprovalVote): Pick<Approval, 'decided_by' | 'door' | 'decided_at'> {
  return { decided_by: by, door, decided_at: at }
}

const instant = (ms: number): string => new Date(ms).toISOString()
