import type { ApprovalService } from '../approvals/approval-service.ts'
import { AppError } from '../kernel/app-error.ts'
import type { PolicyDecision } from '../policy/policy-decision.ts'
import type { Attempt, Situation } from './attempt.ts'
import { oneLine } from './one-line.ts'
import { type Refusal, refusalOfAsked, refusalWhileOff, tooManyWait } from './refusal.ts'
import type { Tool } from './tool.ts'

/** Makes or finds the approval that is missing, and refuses the call with its id. Null: decide anew. */
export type AskForApproval = (
  attempt: Attempt,
  situation: Situation,
  decision: Extract<PolicyDecision, { effect: 'ask' }>,
) => Promise<null>

/** What a person should know of the tool before approving a call of it. */
const STATE_WORDS: Readonly<Record<ReturnType<Tool['status']>['state'], string>> = {
  ...{ ready: '', unavailable: 'Unavailable now: ', unknown: 'Not known yet whether it is there: ' },
  off: 'Off: ',
}

export function createAsking(parts: {
  approvals: Pick<ApprovalService, 'ask'>
  refuse: (attempt: Attempt, situation: Situation, refusal: Refusal) => Promise<never>
}): AskForApproval {
  return async (attempt, situation, decision) => {
    const { found, tool, input, policy } = situation
    if (found === null || tool === null) throw new AppError('internal', 'asked for a call that cannot be approved')
    const status = tool.status()
    // Nobody is asked for what cannot run; what was asked for before waits on.
    if (status.state === 'off' && decision.code === 'approval_needed')
      return parts.refuse(attempt, situation, refusalWhileOff(tool.name, status, decision.rule))
    const asked = await parts.approvals.ask({
      ...{ actor: attempt.by.actor, subject: attempt.subject, terms: decision.terms, rule: decision.rule },
      ground: { input, policy, task: found.task, task_sha256: found.sha256 },
      what: oneLine(STATE_WORDS[status.state] + tool.summary(attempt.wanted.args)),
    })
    if ('approval' in asked)
      return parts.refuse(attempt, situation, refusalOfAsked(decision, asked.approval, attempt.by.actor))
    return asked.refused === 'moved' ? null : parts.refuse(attempt, situation, tooManyWait(decision.rule))
  }
}
