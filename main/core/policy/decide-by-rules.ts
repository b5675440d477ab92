import type { Policy } from '../../../contract/policy.ts'
import { termsOf } from './approval-terms.ts'
import type { DecisionFacts } from './decision-facts.ts'
import { type DeclaredCall, hardDenial } from './hard-denials.ts'
import type { ApprovalTerms, DenialCode } from './policy-decision.ts'
import { decidingRule } from './rule-matching.ts'
import { graver } from './side-effect-order.ts'

/** What hard denials and rules say of a call, before approvals are looked at. */
export type RuleDecision =
  | { readonly effect: 'allow'; readonly rule: string }
  | { readonly effect: 'ask'; readonly rule: string; readonly terms: ApprovalTerms }
  | {
      readonly effect: 'deny'
      readonly rule: string | null
      readonly hard: boolean
      readonly code: DenialCode
      readonly reason: string
    }

/** Hard denials first, then the first rule that matches; when none does, the call is denied. */
export function decideByRules(call: DeclaredCall, facts: DecisionFacts, policy: Policy): RuleDecision {
  const hard = hardDenial(call, facts)
  if (hard !== null) return { effect: 'deny', rule: null, hard: true, ...hard }
  const { tool_level, task, actor } = facts
  if (tool_level === null || task === null) throw new Error('a call without tool or task passed the hard denials')
  const level = graver(call.side_effect_level, tool_level)
  const rule = decidingRule(policy, { tool: call.tool, level, actor, task })
  if (rule === null) {
    const reason = `No rule of the policy allows ${call.tool} (${level}).`
    return { effect: 'deny', rule: null, hard: false, code: 'denied_by_default', reason }
  }
  if (rule.effect === 'deny') {
    const why = rule.description === '' ? '' : `: ${rule.description}`
    const reason = `Rule ${rule.id} denies it${why}`
    return { effect: 'deny', rule: rule.id, hard: false, code: 'denied_by_rule', reason }
  }
  // Nothing is published without a countersignature, whatever a rule says.
  if (rule.effect === 'allow' && level !== 'external_publish') return { effect: 'allow', rule: rule.id }
  return { effect: 'ask', rule: rule.id, terms: termsOf(policy.approvals, rule, level) }
}
