import type { ApprovalService } from '../approvals/approval-service.ts'
import { AppError } from '../kernel/app-error.ts'
import type { PolicyDecision } from '../policy/policy-decision.ts'
import type { Attempt, Situation } from './attempt.ts'
import { oneLine } from './one-line.ts'
import { type Refusal, refusalOfAsked, tooManyWait } from './refusal.ts'

/** Makes or finds the approval that is missing, and refuses the call with its id. Null: decide anew. */
export type AskForApproval = (
  attempt: Attempt,
  situation: Situation,
  decision: Extract<PolicyDecision, { effect: 'ask' }>,
) => Promise<null>

export function createAsking(parts: {
  approvals: Pick<ApprovalService, 'ask'>
  refuse: (attempt: Attempt, situation: Situation, refusal: Refusal) => Promise<never>
}): AskForApproval {
  return async (attempt, situation, decision) => {
    const { found, tool, input, policy } = situation
    if (found === null || tool === null) throw new AppError('internal', 'asked for a call that cannot be approved')
    const asked = await parts.approvals.ask({
      ...{ actor: attempt.by.actor, subject: attempt.subject, terms: decision.terms, rule: decision.rule },
      ground: { input, policy, task: found.task, task_sha256: found.sha256 },
      what: oneLine(tool.summary(attempt.wanted.args)),
    })
    if ('approval' in asked)
      return parts.refuse(attempt, situation, refusalOfAsked(decision, asked.approval, attempt.by.actor))
    return asked.refused === 'moved' ? null : parts.refuse(attempt, situation, tooManyWait(decision.rule))
  }
}
