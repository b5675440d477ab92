import type { LintFinding, Policy, PolicyRule } from '../../../contract/policy.ts'
import { fitsPattern } from './rule-matching.ts'
import { covers, createReach, type KnownTool, type Reach, reachesNothing, without } from './rule-reach.ts'

/**
 * How much is split in all to see whether several rules together cover another; what would take more is taken not to be covered. A policy
 * made to be slow must hold nobody up.
 */
const MAX_SPLITS = 50_000

/**
 * What is wrong with a valid policy, rule by rule. A rule that is called dead or shadowed decides no call that can come while there are
 * these tools; not every such rule is found.
 */
export function lint({ rules }: Policy, tools: readonly KnownTool[]): LintFinding[] {
  const reachOf = createReach(tools)
  const reaches = rules.map(reachOf)
  const budget = { splits: MAX_SPLITS }
  return rules.flatMap((rule, place) => {
    const reach = reaches[place] as Reach
    const dead = reachesNothing(reach)
    return [
      ...duplicate(rule, rules.slice(0, place)),
      ...(dead ? [deadRule(rule)] : unknownTools(rule, tools)),
      ...(dead ? [] : shadowed(rule, reach, { rules, reaches: reaches.slice(0, place), budget })),
      ...overBroad(rule),
      ...contradiction(rule, tools),
    ]
  })
}

function duplicate({ id }: PolicyRule, earlier: readonly PolicyRule[]): LintFinding[] {
  if (!earlier.some((other) => other.id === id)) return []
  const detail = 'An earlier rule has this id too; decisions name a rule by its id alone.'
  return [{ kind: 'duplicate_id', rule: id, by: id, detail }]
}

function deadRule({ id }: PolicyRule): LintFinding {
  const detail = 'It matches no call: none of its tools exists, or none of them can be called with one of its levels.'
  return { kind: 'dead', rule: id, by: null, detail }
}

function unknownTools({ id, match }: PolicyRule, tools: readonly KnownTool[]): LintFinding[] {
  const unknown = (match.tools ?? []).filter((pattern) => !tools.some(({ tool }) => fitsPattern(pattern, tool)))
  return unknown.map((pattern) => ({
    kind: 'unknown_tool',
    rule: id,
    by: null,
    detail: `There is no tool ${pattern} here.`,
  }))
}

function shadowed(
  { id }: PolicyRule,
  reach: Reach,
  earlier: { readonly rules: readonly PolicyRule[]; readonly reaches: readonly Reach[]; budget: { splits: number } },
): LintFinding[] {
  const one = earlier.reaches.findIndex((other) => covers(other, reach))
  if (one !== -1) {
    const by = earlier.rules[one]?.id ?? null
    return [{ kind: 'shadowed', rule: id, by, detail: `Rule ${by} stands before it and matches all that it matches.` }]
  }
  let parts: readonly Reach[] = [reach]
  for (const other of earlier.reaches) {
    earlier.budget.splits -= parts.length
    if (earlier.budget.splits < 0) return []
    parts = parts.flatMap((part) => without(part, other))
  }
  if (parts.length > 0) return []
  const detail = 'Several rules that stand before it together match all that it matches.'
  return [{ kind: 'shadowed', rule: id, by: null, detail }]
}

function overBroad({ id, match, effect }: PolicyRule): LintFinding[] {
  const everyTool = match.tools?.includes('*') ?? true
  const onlyReading = match.levels?.every((level) => level === 'read_only') ?? false
  if (effect !== 'allow' || !everyTool || onlyReading) return []
  const whole = Object.keys(match).length === 0
  const detail = whole
    ? 'It allows every call that no earlier rule matches.'
    : 'It allows more than reading to every tool, those that come later included. Name the tools.'
  return [{ kind: 'over_broad', rule: id, by: null, detail }]
}

/** A call of a milder tool can declare itself as publishing; only rules that speak of publishing, or of a tool that publishes, are meant. */
function contradiction({ id, match, effect }: PolicyRule, tools: readonly KnownTool[]): LintFinding[] {
  const names = (tool: string): boolean => match.tools?.some((pattern) => fitsPattern(pattern, tool)) ?? true
  const publishes = tools.some(({ tool, side_effect_level }) => side_effect_level === 'external_publish' && names(tool))
  const speaksOfIt = match.levels?.includes('external_publish') ?? publishes
  if (effect !== 'allow' || !speaksOfIt) return []
  const detail = 'Publishing is never allowed without an approval: for external_publish this rule counts as ask.'
  return [{ kind: 'contradicts_hard_denial', rule: id, by: null, detail }]
}
