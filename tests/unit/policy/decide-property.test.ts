import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import { decide } from '../../../main/core/policy/decide.ts'
import type { DecisionInput } from '../../../main/core/policy/policy-decision.ts'
import { subjectOf } from '../../../main/core/policy/subject.ts'
import { approvalOf, inputOf, publishCall } from './decision-inputs.ts'
import { inputs, policies } from './policy-arbitraries.ts'

/** Written anew from the rules of the house, and not from the code. */
function isGranted({ call, now_ms, actor, task }: DecisionInput, approval: Approval): boolean {
  const people = new Set(approval.votes.map(({ by }) => by))
  return (
    approval.subject_sha256 === subjectOf(call).subject_sha256 &&
    approval.state === 'approved' &&
    approval.consumed_at === null &&
    approval.usable_from !== null &&
    Date.parse(approval.usable_from) <= now_ms &&
    now_ms < Date.parse(approval.expires_at) &&
    approval.votes.every(({ decision }) => decision === 'approve') &&
    people.size >= approval.needed &&
    approval.requested_by === actor.sub &&
    approval.bound_to.task_version === task?.version
  )
}

const publishes = ({ call, tool_level }: DecisionInput): boolean =>
  call.side_effect_level === 'external_publish' || tool_level === 'external_publish'

describe('over 10,000 calls under policies of every kind', () => {
  it('publishing is allowed only for a task that allows it and with an approval that grants exactly this call now', () => {
    let published = 0
    fc.assert(
      fc.property(inputs, (input) => {
        const decision = decide(input)
        if (decision.effect !== 'allow' || !publishes(input)) return
        published += 1
        expect(input.task?.allow_external_publish).toBe(true)
        expect(decision.approval_id).toBe(input.approval?.approval_id)
        expect(isGranted(input, input.approval as Approval)).toBe(true)
      }),
      { numRuns: 10_000 },
    )
    // The property says something only when publishing is sometimes allowed.
    expect(published).toBeGreaterThan(20)
  })

  it('nothing is allowed that no rule allows, nor asked for where no rule asks or allows', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const decision = decide(input)
        if (decision.effect === 'deny') return
        expect(input.policy.rules.some(({ id, effect }) => id === decision.rule && effect !== 'deny')).toBe(true)
        expect(input.task).not.toBeNull()
        expect(input.tool_level).not.toBeNull()
      }),
      { numRuns: 10_000 },
    )
  })

  it('without an approval nothing is published, whatever the policy', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(decide(inputOf({ policy })).effect).not.toBe('allow')
        expect(decide(inputOf({ policy, approval: approvalOf(publishCall({ args: {} })) })).effect).not.toBe('allow')
      }),
      { numRuns: 10_000 },
    )
  })

  it('the same input always gives the same decision and stays as it was', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const before = JSON.stringify(input)
        expect(decide(input)).toEqual(decide(structuredClone(input)))
        expect(JSON.stringify(input)).toBe(before)
      }),
      { numRuns: 1000 },
    )
  })
})
