import type { DecisionFacts } from './decision-facts.ts'
import type { DeclaredCall } from './hard-denials.ts'

/** A call that was decided on here once, with all that its decision depended on but the policy. */
export interface RecordedCall extends DeclaredCall {
  readonly call_id: string
  /** RFC 3339. */
  readonly at: string
  readonly facts: DecisionFacts
}

/** A few calls, at once at hand: what is read and decided on without giving others their turn. */
export type CallsPart = readonly RecordedCall[]

export interface RecordedCalls {
  /** Newest first, of the last `limit` decisions. Each part is read when it is asked for. Throws AppError `audit_unavailable` then. */
  latest(limit: number): Iterable<CallsPart>
}
