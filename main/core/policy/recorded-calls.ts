import type { DecisionFacts } from './decision-facts.ts'
import type { DeclaredCall } from './hard-denials.ts'

/** A call that was decided on here once, with all that its decision depended on but the policy. */
export interface RecordedCall extends DeclaredCall {
  readonly call_id: string
  /** RFC 3339. */
  readonly at: string
  readonly facts: DecisionFacts
}

export interface RecordedCalls {
  /** Newest first. Throws AppError `audit_unavailable`. */
  latest(limit: number): readonly RecordedCall[]
}
