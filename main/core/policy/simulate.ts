import type { Policy, SimulatedChange } from '../../../contract/policy.ts'
import type { NextTurn } from '../kernel/next-turn.ts'
import { decideByRules, type RuleDecision } from './decide-by-rules.ts'
import type { CallsPart, RecordedCall } from './recorded-calls.ts'

/** So many changes are given; the rest is counted. */
const MAX_CHANGES = 500

export interface Simulated {
  readonly calls: number
  readonly changes: SimulatedChange[]
  /** Changes beyond those given. */
  readonly more: number
}

/**
 * Decides each recorded call anew under both policies, with the facts that were recorded with it. Approvals are left out: what a person
 * said then is no part of a policy. A change is another effect, or other terms of an approval; another rule with the same effect is none.
 * After each part the others have their turn.
 */
export async function simulate(
  parts: Iterable<CallsPart>,
  before: Policy,
  after: Policy,
  nextTurn: NextTurn,
): Promise<Simulated> {
  const all: SimulatedChange[] = []
  let calls = 0
  for (const part of parts) {
    all.push(...part.flatMap((call) => changeOf(call, before, after)))
    calls += part.length
    await nextTurn()
  }
  return { calls, changes: all.slice(0, MAX_CHANGES), more: Math.max(0, all.length - MAX_CHANGES) }
}

function changeOf(call: RecordedCall, before: Policy, after: Policy): SimulatedChange[] {
  const old = told(decideByRules(call, call.facts, before))
  const now = told(decideByRules(call, call.facts, after))
  if (old.effect === now.effect && (old.effect === 'deny' || old.reason === now.reason)) return []
  const { call_id, at, tool, side_effect_level, task_id } = call
  return [{ call_id, at, tool, side_effect_level, task_id, before: old, after: now }]
}

function told(decision: RuleDecision): SimulatedChange['before'] {
  const { effect, rule } = decision
  if (effect === 'deny') return { effect, rule, reason: decision.reason }
  if (effect === 'allow') return { effect, rule, reason: 'It runs without an approval.' }
  const { people, expires_seconds, cool_off_seconds } = decision.terms
  const cool = cool_off_seconds === 0 ? '' : `, usable ${cool_off_seconds} s after it was given`
  const who = people === 1 ? 'an approval' : 'approvals of two people'
  return { effect, rule, reason: `It needs ${who}, given and used within ${expires_seconds} s each${cool}.` }
}
