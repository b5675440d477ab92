import type { Approval } from '../../../contract/approval.ts'
import { type SideEffectLevel, ToolCall, type ToolRun } from '../../../contract/tool.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Logger } from '../kernel/logger.ts'
import type { DecisionInput, PolicyDecision } from '../policy/policy-decision.ts'
import type { Subject } from '../policy/subject.ts'
import type { Attempt, Situation } from './attempt.ts'
import type { Look } from './looking.ts'
import { type Refusal, refusalOf, turnedAway } from './refusal.ts'
import type { RunNotes } from './run-lines.ts'
import type { Tool } from './tool.ts'

/** Why a call may not go on. `run`: as it is denied now; `notes`: the facts of that decision. */
export interface DeniedAgain {
  readonly run: ToolRun
  readonly reason: string
  readonly notes: RunNotes
}

/**
 * Whether a call that an earlier process began may go on: the decision that a new call gets, on what there is now, with the approval that it
 * has used up as its own. Null: it may, as may what only ends on this machine.
 */
export type AskAgain = (run: ToolRun, tool: Tool) => DeniedAgain | null

export interface AskingAgainParts {
  readonly look: Look
  readonly decide: (input: DecisionInput) => PolicyDecision
  readonly subjectOf: (call: ToolCall) => Subject
  readonly approvals: Pick<ApprovalService, 'get' | 'isStillBound'>
  readonly notesOf: (input: DecisionInput) => RunNotes
  readonly logger: Logger
}

/** Levels of what leaves this machine. */
const OUTSIDE: ReadonlySet<SideEffectLevel> = new Set(['external_notify', 'external_publish'])

export function createAskingAgain(parts: AskingAgainParts): AskAgain {
  const { approvals, logger } = parts

  function deniedAs(run: ToolRun, { code, reason, rule }: Refusal, on: Situation | null): DeniedAgain {
    const policy_sha256 = on?.policy.sha256 ?? run.policy_sha256
    const facts = on === null ? {} : parts.notesOf(on.input)
    return { run: { ...run, state: 'denied', rule, reason, policy_sha256 }, reason, notes: { ...facts, code } }
  }

  /** The approval that this very run has used up; null when there is none. */
  function usedBy({ approval_id, call_id, subject_sha256 }: ToolRun): Approval | null {
    if (approval_id === null) return null
    const approval = approvals.get(approval_id)
    const isOwn = approval.call_id === call_id && approval.subject_sha256 === subject_sha256
    return approval.state === 'consumed' && isOwn ? approval : null
  }

  function refusalNow(situation: ReturnType<Look>, used: Approval | null): Refusal | null {
    const { input, standing, tool } = situation
    const denial = standing?.state === 'denied' ? standing : null
    const own = denial === null && used !== null ? asItWasUsed(used) : { approval: denial }
    const decision = parts.decide({ ...input, ...own })
    if (decision.effect === 'deny') return refusalOf(decision, denial)
    const { rule } = decision
    if (decision.effect === 'ask') return notHeld(rule, decision.reason)
    if (decision.approval_id === null)
      // Whatever was decided: nothing is published without a countersignature.
      return tool?.side_effect_level === 'external_publish' ? notHeld(rule, 'It has none.') : null
    return used !== null && approvals.isStillBound(used) ? null : notHeld(rule, 'Task or policy changed since.')
  }

  function ask(run: ToolRun): DeniedAgain | null {
    const wanted = ToolCall.parse({ ...JSON.parse(run.subject), idempotency_key: run.idempotency_key })
    const subject = parts.subjectOf(wanted)
    if (subject.subject_sha256 !== run.subject_sha256)
      throw new AppError('internal', 'the recorded call is not the one that was decided on')
    const situation = parts.look(attemptOf(run, wanted, subject))
    const refusal = refusalNow(situation, usedBy(run))
    return refusal === null ? null : deniedAs(run, refusal, situation)
  }

  return (run, tool) => {
    if (!OUTSIDE.has(run.side_effect_level) && !OUTSIDE.has(tool.side_effect_level)) return null
    try {
      return ask(run)
    } catch (error) {
      logger.error({ err: error, call_id: run.call_id }, 'a call that was taken up could not be decided on')
      const reason = 'Something went wrong inside while it was decided on again.'
      return deniedAs(run, turnedAway('decision_failed', reason), null)
    }
  }
}

/** The policy knows who asks by name alone. */
function attemptOf(run: ToolRun, wanted: ToolCall, subject: Subject): Attempt {
  const { call_id, correlation_id, started_at } = run
  const actor = { sub: run.requested_by, scopes: [], door: 'system' as const }
  return { call_id, by: { actor, correlation_id }, wanted, subject, started_at }
}

/** It was in time then, and is asked for by the run that used it: what is asked now is whether it would still allow that. */
function asItWasUsed(used: Approval): Pick<DecisionInput, 'approval' | 'now_ms'> {
  const approval: Approval = { ...used, state: 'approved', consumed_at: null, call_id: null }
  return { approval, now_ms: Date.parse(used.consumed_at ?? '') }
}

function notHeld(rule: string | null, why: string): Refusal {
  const reason = `What allowed it when it began does not allow it any more. ${why}`
  return { code: 'approval_needed', reason, rule, approval: null }
}
