import type { ApprovalService } from '../approvals/approval-service.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Logger } from '../kernel/logger.ts'
import type { DecisionInput, PolicyDecision } from '../policy/policy-decision.ts'
import { createAsking } from './ask-approval.ts'
import type { Attempt, Situation } from './attempt.ts'
import type { Denials } from './denials.ts'
import type { Look } from './looking.ts'
import { movingGround, type Refusal, refusalOf } from './refusal.ts'
import { toolOff } from './run-failures.ts'
import type { Tool, ToolError } from './tool.ts'

/** A call that may run. `notNow`: why it cannot begin, so that its approval is not used up; null when nothing is known against it. */
export interface Allowed {
  readonly situation: Situation
  readonly decision: Extract<PolicyDecision, { effect: 'allow' }>
  readonly notNow: ToolError | null
}

/** Null: decide anew. Throws the refusal of a call that is not allowed, as AppError `policy_denied`; `audit_unavailable`. */
export type DecideOn = (attempt: Attempt, round: number) => Promise<Allowed | null>

export interface DecidingParts {
  readonly look: Look
  readonly decide: (input: DecisionInput) => PolicyDecision
  readonly approvals: Pick<ApprovalService, 'ask'>
  readonly refuse: (attempt: Attempt, situation: Situation, refusal: Refusal) => Promise<never>
  readonly undecided: Denials['undecided']
  readonly logger: Logger
}

/** How often a call is decided on anew when task, policy or approval change under it. */
const MAX_ROUNDS = 5

export function createDeciding(parts: DecidingParts): DecideOn {
  const { refuse } = parts
  const ask = createAsking(parts)
  return async (attempt, round) => {
    try {
      const situation = parts.look(attempt)
      if (round > MAX_ROUNDS) return await refuse(attempt, situation, movingGround())
      const decision = parts.decide(situation.input)
      if (decision.effect === 'deny') return await refuse(attempt, situation, refusalOf(decision, situation.standing))
      if (decision.effect === 'ask') return await ask(attempt, situation, decision)
      // Without an approval there is nothing to lose: the tool itself says best what it lacks.
      const isFree = decision.approval_id === null || situation.tool === null
      return { situation, decision, notNow: isFree ? null : notNowOf(situation.tool, attempt.wanted.args) }
    } catch (error) {
      if (error instanceof AppError && error.code !== 'internal') throw error
      parts.logger.error({ err: error, call_id: attempt.call_id }, 'a tool call could not be decided on')
      return parts.undecided(attempt, error)
    }
  }
}

function notNowOf(tool: Tool, args: Attempt['wanted']['args']): ToolError | null {
  const status = tool.status()
  return status.state === 'off' ? toolOff(tool.name, status) : (tool.notNow?.(args) ?? null)
}
