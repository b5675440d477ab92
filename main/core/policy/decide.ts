import type { Approval } from '../../../contract/approval.ts'
import { decideByRules, type RuleDecision } from './decide-by-rules.ts'
import { decisionFacts } from './decision-facts.ts'
import type { DecisionInput, PolicyDecision } from './policy-decision.ts'
import { subjectOf } from './subject.ts'

/**
 * Whether the call may run now. The same input gives the same decision. Denied by default: hard denials come before all else, then a
 * person's standing denial of the identical call, then the first rule that matches, then, where it asks, the approval.
 */
export function decide(input: DecisionInput): PolicyDecision {
  const byRules = decideByRules(input.call, decisionFacts(input), input.policy)
  if (byRules.effect === 'deny') return byRules
  const approval = ofThisCall(input)
  if (approval?.state === 'denied' && isBefore(input.now_ms, approval.refused_until))
    return deniedByPerson(byRules.rule, approval)
  if (byRules.effect === 'allow') return { effect: 'allow', rule: byRules.rule, approval_id: null }
  return askedFor(input, byRules, approval)
}

/** What was approved or refused for other bytes says nothing of this call. */
function ofThisCall({ call, approval }: DecisionInput): Approval | null {
  return approval !== null && approval.subject_sha256 === subjectOf(call).subject_sha256 ? approval : null
}

function askedFor(
  input: DecisionInput,
  { rule, terms }: Extract<RuleDecision, { effect: 'ask' }>,
  approval: Approval | null,
): PolicyDecision {
  const { now_ms } = input
  const people = terms.people === 1 ? 'an approval' : 'approvals of two people'
  const ask = { effect: 'ask' as const, rule, terms }
  const needed = { ...ask, code: 'approval_needed' as const, reason: `It needs ${people}.`, approval_id: null }
  if (approval === null || !isBefore(now_ms, approval.expires_at)) return needed
  const { approval_id, usable_from } = approval
  if (approval.state === 'pending')
    return { ...ask, code: 'approval_pending', reason: `${approval_id} waits for a person.`, approval_id }
  if (!grants(input, approval, rule, terms.people)) return needed
  if (isBefore(now_ms, usable_from)) {
    const reason = `${approval_id} was approved, and can be used from ${usable_from} on.`
    return { ...ask, code: 'approval_cooling_off', reason, approval_id }
  }
  return { effect: 'allow', rule, approval_id }
}

/**
 * Whether it was given under as many names as the rule asks for now, to this caller, for the task as it is, and was not used yet. That the
 * names are those of different people was made sure of at each vote.
 */
function grants({ actor, task }: DecisionInput, approval: Approval, rule: string, people: number): boolean {
  const yes = new Set(approval.votes.filter(({ decision }) => decision === 'approve').map(({ by }) => by))
  return (
    approval.state === 'approved' &&
    approval.usable_from !== null &&
    !Number.isNaN(Date.parse(approval.usable_from)) &&
    approval.consumed_at === null &&
    approval.voided === null &&
    approval.requested_by === actor.sub &&
    approval.bound_to.rule === rule &&
    approval.bound_to.task_version === task?.version &&
    yes.size >= Math.max(people, approval.needed) &&
    approval.votes.every(({ decision }) => decision === 'approve')
  )
}

/** False as well when there is no such instant. */
function isBefore(nowMs: number, instant: string | null): boolean {
  return instant !== null && nowMs < Date.parse(instant)
}

function deniedByPerson(rule: string, { decided_by, reason, refused_until }: Approval): PolicyDecision {
  const said = reason === null ? '' : `: ${reason}`
  return {
    ...{ effect: 'deny', rule, hard: false, code: 'denied_by_person' },
    reason: `${decided_by ?? 'A person'} denied this very call, and it is refused until ${refused_until}${said}`,
  }
}
