import type { ApprovalSettings, PolicyRule } from '../../../contract/policy.ts'
import type { SideEffectLevel } from '../../../contract/tool.ts'
import type { ApprovalTerms } from './policy-decision.ts'

/** How long an approval waits, and may be used, where the policy does not say: the graver the effect, the shorter. */
const EXPIRES_SECONDS: Readonly<Record<SideEffectLevel, number>> = {
  read_only: 3600,
  local_write: 3600,
  external_notify: 1800,
  external_publish: 900,
}

/** The rule's own word, else the policy's for the level, else the built-in one. */
export function termsOf(settings: ApprovalSettings, rule: PolicyRule, level: SideEffectLevel): ApprovalTerms {
  return {
    people: (rule.approvals ?? settings.people[level] ?? 1) === 2 ? 2 : 1,
    expires_seconds: rule.expires_seconds ?? settings.expires_seconds[level] ?? EXPIRES_SECONDS[level],
    cool_off_seconds: rule.cool_off_seconds ?? settings.cool_off_seconds[level] ?? 0,
  }
}
