import type { Approval } from '../../../contract/approval.ts'
import type { ErrorCode } from '../../../contract/problem.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { ToolRun, ToolStatus } from '../../../contract/tool.ts'
import { AppError } from '../kernel/app-error.ts'
import type { PolicyDecision } from '../policy/policy-decision.ts'
import type { RefusalCode } from './refusal-code.ts'
import { remedyOf } from './remedy-of.ts'

/** Why a call is not carried out, and the approval that it hangs on. */
export interface Refusal {
  readonly code: RefusalCode
  readonly reason: string
  readonly rule: string | null
  readonly approval: Approval | null
}

type Denial = Extract<PolicyDecision, { effect: 'deny' }>
type Ask = Extract<PolicyDecision, { effect: 'ask' }>

/** `standing`: what there is of exactly this call, for a denial by a person. */
export function refusalOf({ code, reason, rule }: Denial, standing: Approval | null): Refusal {
  return { code, reason, rule, approval: code === 'denied_by_person' ? standing : null }
}

/** The call waits for `approval`, which may be one that another asked for. */
export function refusalOfAsked({ code, reason, rule }: Ask, approval: Approval, actor: Actor): Refusal {
  if (approval.requested_by !== actor.sub) {
    const other = `${approval.requested_by} has asked for the identical call as ${approval.approval_id}, and alone can use it.`
    return { code: 'approval_pending', reason: other, rule, approval }
  }
  return { code, reason, rule, approval }
}

/** It would need an approval, and could not run with one. */
export function refusalWhileOff(tool: string, status: ToolStatus, rule: string | null): Refusal {
  const { detail, remediation_hint } = status
  const reason = `${tool} is off, so that nobody is asked to approve it. ${detail} ${remediation_hint ?? ''}`.trim()
  return { code: 'tool_off', reason, rule, approval: null }
}

export function tooManyWait(rule: string | null): Refusal {
  const reason = 'It needs an approval, and too many calls wait for one already.'
  return { code: 'approval_needed', reason, rule, approval: null }
}

export function movingGround(): Refusal {
  const reason = 'Task, policy or approval kept changing while it was decided on.'
  return { code: 'approval_needed', reason, rule: null, approval: null }
}

/** Of a call to publish that did not come to a decision. */
export function turnedAway(code: RefusalCode, reason: string): Refusal {
  return { code, reason, rule: null, approval: null }
}

/** What keeps a call of any level from being decided on, and what it is called when the gate answers instead. */
const AT_THE_DOOR: Readonly<Partial<Record<ErrorCode, RefusalCode>>> = {
  idempotency_key_reused: 'idempotency_key_reused',
  tool_call_running: 'call_running',
  payload_too_large: 'call_too_large',
}

/** The refusal that an error at the door is for a call to publish; null for every other error. */
export function refusalAtTheDoor(error: unknown): Refusal | null {
  const code = error instanceof AppError ? AT_THE_DOOR[error.code] : undefined
  return code === undefined ? null : turnedAway(code, (error as AppError).message)
}

/** The problem that the agent is told. */
export function deniedByPolicy(
  run: ToolRun,
  { code, reason, rule, approval }: Refusal,
  place: { readonly correlation_id: string; readonly task_id: string | null },
): AppError {
  return new AppError('policy_denied', reason, {
    ...{ reason, code, rule, call_id: run.call_id, approval_id: approval?.approval_id ?? null },
    remediation_hint: remedyOf(code, approval, run.requested_by),
    ...{ correlation_id: place.correlation_id, task_id: place.task_id },
    ...(approval?.state === 'denied' ? { denial_reason: approval.reason, refused_until: approval.refused_until } : {}),
  })
}
