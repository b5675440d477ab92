import type { Approval, ApprovalState, VoidCause } from '../../../contract/approval.ts'
import type { SideEffectLevel } from '../../../contract/tool.ts'
import { actorWords, doorWords } from '../audit/audit-words.ts'

export const APPROVAL_WORDS: Readonly<Record<ApprovalState, string>> = {
  pending: 'Waiting',
  approved: 'Approved',
  consumed: 'Used',
  denied: 'Denied',
  expired: 'Expired',
  voided: 'Voided',
}

export const LEVEL_WORDS: Readonly<Record<SideEffectLevel, { readonly word: string; readonly means: string }>> = {
  read_only: { word: 'Reads only', means: 'It changes nothing.' },
  local_write: { word: 'Writes here', means: 'It changes something on this machine.' },
  external_notify: { word: 'Notifies outside', means: 'A message leaves this machine.' },
  external_publish: {
    word: 'Publishes outside',
    means: 'Something becomes public or reaches others; it cannot be taken back.',
  },
}

/** What does not happen while a call waits for its approval. */
export function untilApproved(level: SideEffectLevel): string {
  if (level === 'read_only') return 'It does not begin before that.'
  return level === 'local_write'
    ? 'Nothing is changed on this machine until then.'
    : 'Nothing leaves the machine until then.'
}

const CAUSES: Readonly<Record<VoidCause, string>> = {
  args_changed: 'the agent changed the arguments',
  task_changed: 'the task changed',
  policy_changed: 'the policy changed',
  restart: 'the service started again',
  error: 'something went wrong inside',
}

export function causeWords(cause: VoidCause): string {
  return CAUSES[cause]
}

/** Who decided and by which way, as `operator through the console`; a number alone names nobody, so a person of Telegram is `user 8`. */
export function whoWords(by: string, door: Approval['door']): string {
  if (door === null) return by
  return `${door === 'telegram' ? by.replace(/^telegram:/, 'user ') : actorWords(by, door)} through ${doorWords(door)}`
}

/** What became of it, as the rest of the sentence that begins with the state. */
export function whatBecameOf(approval: Approval): string | null {
  const { state, decided_by, door, voided } = approval
  if (state === 'voided') return voided === null ? null : `because ${causeWords(voided.cause)}`
  if (state === 'expired') return 'because nobody decided in time'
  if (state === 'pending') {
    const yes = approval.votes.filter(({ decision }) => decision === 'approve').length
    return approval.needed > 1 ? `${yes} of ${approval.needed} people approved` : null
  }
  if (decided_by === null) return null
  // It was the agent that used it; the person is the one who approved.
  return `${state === 'consumed' ? 'after approval by' : 'by'} ${whoWords(decided_by, door)}`
}

/** Why the person `sub` may not decide on it now; null when they may. */
export function whyNotDecide(
  approval: Approval,
  sub: string,
  mayDecide: boolean,
  isOver: boolean,
  isLive: boolean,
): { readonly approve: string | null; readonly deny: string | null } {
  const both = (reason: string) => ({ approve: reason, deny: reason })
  if (!mayDecide) return both('This session may only read.')
  if (approval.state !== 'pending')
    return both(`It does not wait any more: ${APPROVAL_WORDS[approval.state].toLowerCase()}.`)
  if (isOver) return both('Its time is over.')
  if (!isLive) return both('The service does not answer now.')
  const voted = approval.votes.some((vote) => vote.by === sub && vote.decision === 'approve')
  return {
    approve: voted ? 'You approved it already. Another person must be the second.' : null,
    deny: null,
  }
}
