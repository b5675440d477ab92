/** `budget_bytes`: how much the evidence may take, null for no limit; `keep_free_bytes`: how much of the disk it must leave free. */
export interface RoomLimits {
  readonly budget_bytes: number | null
  readonly keep_free_bytes: number
}

/** In bytes; null for what is not known, or not yet. */
export interface RoomFacts {
  readonly used: number | null
  readonly free: number | null
  readonly limits: RoomLimits
}

/** What can be reached: the budget, or the room that the disk must keep. */
export const LIMITS = ['budget', 'disk'] as const
export type Limit = (typeof LIMITS)[number]

const NEAR = 0.8
/** Below NEAR: room that goes up and down around it is told of once. */
const NEAR_NO_MORE = 0.75

/** How far a limit is used up: 1 when it is reached, 0 when there is none or nobody knows. */
function fullness(limit: Limit, { used, free, limits }: RoomFacts): number {
  const { budget_bytes, keep_free_bytes } = limits
  if (limit === 'budget') return used === null || budget_bytes === null ? 0 : share(used, budget_bytes)
  return free === null || keep_free_bytes === 0 ? 0 : share(keep_free_bytes, free)
}

/** Of nothing everything is used up. */
const share = (part: number, whole: number): number => (whole === 0 ? Number.POSITIVE_INFINITY : part / whole)

/** The limits that are near, given those that were at the last look. */
export function nearLimits(facts: RoomFacts, before: ReadonlySet<Limit>): ReadonlySet<Limit> {
  return new Set(LIMITS.filter((one) => fullness(one, facts) >= (before.has(one) ? NEAR_NO_MORE : NEAR)))
}

/** The limit that is reached; null when there is room. */
export function reachedLimit(facts: RoomFacts): Limit | null {
  return LIMITS.find((one) => fullness(one, facts) >= 1) ?? null
}
