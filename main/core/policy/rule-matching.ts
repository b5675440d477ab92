import type { Policy, PolicyRule, RuleMatch } from '../../../contract/policy.ts'
import type { SideEffectLevel } from '../../../contract/tool.ts'
import type { DecisionFacts } from './decision-facts.ts'

/** What rules look at. `level`: the graver of the tool's own and the declared one. */
export interface MatchedCall {
  readonly tool: string
  readonly level: SideEffectLevel
  readonly actor: string
  readonly task: Pick<NonNullable<DecisionFacts['task']>, 'source' | 'assurance' | 'approved'>
}

/** `*` fits every tool, `x.*` every tool whose name begins with `x.`, anything else only itself. */
export function fitsPattern(pattern: string, tool: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? tool.startsWith(pattern.slice(0, -1)) : tool === pattern
}

/** Every member that is given must hold; one that is left out holds of everything. */
function matchesCall(match: RuleMatch, { tool, level, actor, task }: MatchedCall): boolean {
  return (
    (match.tools?.some((pattern) => fitsPattern(pattern, tool)) ?? true) &&
    (match.levels?.includes(level) ?? true) &&
    (match.sources?.includes(task.source) ?? true) &&
    (match.assurance?.includes(task.assurance) ?? true) &&
    (match.actors?.includes(actor) ?? true) &&
    (match.task_approved ?? task.approved) === task.approved
  )
}

/** The first rule that matches; null when none does. */
export function decidingRule({ rules }: Policy, call: MatchedCall): PolicyRule | null {
  return rules.find(({ match }) => matchesCall(match, call)) ?? null
}
