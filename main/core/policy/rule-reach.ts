import { Assurance } from '../../../contract/assurance.ts'
import type { PolicyRule } from '../../../contract/policy.ts'
import { Source } from '../../../contract/task.ts'
import type { SideEffectLevel, ToolInfo } from '../../../contract/tool.ts'
import { fitsPattern } from './rule-matching.ts'
import { atLeast } from './side-effect-order.ts'

export type KnownTool = Pick<ToolInfo, 'tool' | 'side_effect_level'>

/** A tool with a level that a call of it can have: its own or a graver one that the call declares. */
interface Effect {
  readonly tool: string
  readonly level: SideEffectLevel
}

/** Sets as bits; `actors` null stands for everybody. */
export interface Reach {
  readonly effects: bigint
  readonly sources: bigint
  readonly assurance: bigint
  /** Bit 0: tasks that are not approved; bit 1: those that are. */
  readonly approved: bigint
  readonly actors: ReadonlySet<string> | null
}

/** Which calls a rule can match, of all that can come: a call of a tool that does not exist never reaches a rule. */
export type ReachOf = (rule: PolicyRule) => Reach

export function createReach(tools: readonly KnownTool[]): ReachOf {
  const effects: readonly Effect[] = tools.flatMap(({ tool, side_effect_level }) =>
    atLeast(side_effect_level).map((level) => ({ tool, level })),
  )
  return ({ match }) => ({
    effects: bits(effects, ({ tool, level }) => {
      const named = match.tools?.some((pattern) => fitsPattern(pattern, tool)) ?? true
      return named && (match.levels?.includes(level) ?? true)
    }),
    sources: bits(Source.options, (source) => match.sources?.includes(source) ?? true),
    assurance: bits(Assurance.options, (one) => match.assurance?.includes(one) ?? true),
    approved: bits([false, true], (approved) => (match.task_approved ?? approved) === approved),
    actors: match.actors === undefined ? null : new Set(match.actors),
  })
}

function bits<T>(all: readonly T[], has: (one: T) => boolean): bigint {
  return all.reduce((set, one, place) => (has(one) ? set | (1n << BigInt(place)) : set), 0n)
}

/** Whether every call that `inner` reaches is reached by `outer` too. */
export function covers(outer: Reach, inner: Reach): boolean {
  return (
    (inner.effects & ~outer.effects) === 0n &&
    (inner.sources & ~outer.sources) === 0n &&
    (inner.assurance & ~outer.assurance) === 0n &&
    (inner.approved & ~outer.approved) === 0n &&
    (outer.actors === null || (inner.actors !== null && minus(inner.actors, outer.actors).size === 0))
  )
}

const SETS = ['effects', 'sources', 'assurance', 'approved'] as const

/**
 * What is left of `reach` without the calls that `taken` reaches, as parts that have no call in common; `[reach]` itself when they have
 * none in common. Exact but for actors: of everybody, single names cannot be taken away, so that more may be left than there is.
 */
export function without(reach: Reach, taken: Reach): readonly Reach[] {
  if (!SETS.every((set) => (reach[set] & taken[set]) !== 0n) || (reach.actors === null && taken.actors !== null))
    return [reach]
  const others = reach.actors === null || taken.actors === null ? null : minus(reach.actors, taken.actors)
  if (others !== null && others.size === reach.actors?.size) return [reach]
  const left: Reach[] = []
  let rest = reach
  for (const set of SETS) {
    const beyond = rest[set] & ~taken[set]
    if (beyond !== 0n) left.push({ ...rest, [set]: beyond })
    rest = { ...rest, [set]: rest[set] & taken[set] }
  }
  return others !== null && others.size > 0 ? [...left, { ...rest, actors: others }] : left
}

function minus(names: ReadonlySet<string>, taken: ReadonlySet<string>): Set<string> {
  return new Set([...names].filter((name) => !taken.has(name)))
}

/** Whether the rule can match any call at all. */
export function reachesNothing({ effects }: Reach): boolean {
  return effects === 0n
}
