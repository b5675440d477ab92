import type { ToolFailure, ToolStatus } from '../../../contract/tool.ts'
import type { RoomRefusal } from '../evidence/room-words.ts'
import { failureOf } from './failure-of.ts'
import type { Outcome } from './outcome.ts'
import { type Tool, ToolError } from './tool.ts'

/** Of a run that an earlier process began and did not live to record. */
export function unknownOutcome(): ToolFailure {
  return {
    error_code: 'tool_outcome_unknown',
    detail: 'The console died while the tool ran. Whether it had an effect is not known.',
    remediation_hint:
      'Look whether it happened. It is never run again by itself; send it with a new idempotency key if it shall be.',
  }
}

/** Of a run that was allowed and did not begin. */
export const turnedAway = (why: ToolError): Outcome => ({
  ...{ state: 'failed', result: null, failure: failureOf(why), evidence: [] },
})

/** Of a run whose ground moved between the line that used its approval up and the tool: nothing was run. */
export function outdatedApproval(): Outcome {
  return {
    state: 'failed',
    result: null,
    failure: {
      error_code: 'approval_outdated',
      detail: 'Task or policy changed in the very moment in which the approval was used. The tool did not run.',
      remediation_hint: 'Send the call again with a new idempotency key; it needs another approval.',
    },
    evidence: [],
  }
}

/** Of a run that was taken up after a restart and would not be allowed now; `reason` is that of the policy. */
export const permissionGone = (reason: string): ToolError =>
  new ToolError(
    'tool_permission_gone',
    `The console ended while the tool ran, and it may not go on: ${reason} What it did before that is not undone.`,
    'Look how far it came: the evidence of the call says so where the tool could tell. Once it is allowed again, send it with a new idempotency key.',
  )

export const timedOut = ({ timeout_ms }: Tool): ToolError =>
  new ToolError(
    'tool_timeout',
    `The tool did not end within ${timeout_ms} ms. Whether it had an effect is not known.`,
    'Look whether it happened; then send the call again with a new idempotency key.',
  )

export const stopped = (): ToolError =>
  new ToolError(
    'tool_stopped',
    'The console stopped while the tool ran. Whether it had an effect is not known.',
    'Look whether it happened; then send the call again with a new idempotency key.',
  )

/** Whether it is the stop of the console that ended a run. */
export const isStopped = (error: unknown): boolean => error instanceof ToolError && error.error_code === 'tool_stopped'

/** `reason` is what the person who cancelled it wrote. */
export const cancelled = (sub: string, reason: string): ToolError =>
  new ToolError(
    'tool_cancelled',
    `${sub} ended the call: ${reason}. What it did before that is not undone.`,
    'Look what happened; send the call again with a new idempotency key if it shall be.',
  )

export const wrongResult = (): ToolError =>
  new ToolError(
    'tool_result_invalid',
    'The tool ran, and what it answered is not what it promises.',
    'Look whether it happened; the tool has to be mended.',
  )

export const evidenceLost = (): ToolError =>
  new ToolError(
    'evidence_failed',
    'The tool ran to its end, but its evidence could not be kept.',
    'Check that audit/evidence/ is writable and not full. The call is not carried out again.',
  )

export const tooManyAtOnce = ({ name }: Tool, most: number): ToolError =>
  new ToolError(
    'tool_busy',
    `${most} runs of ${name} are under way, and no more are begun. The tool did not begin.`,
    'Wait for one of them to end; then send the call again with a new idempotency key.',
  )

/** Nobody shall approve, and no approval shall be used up for, what cannot begin. */
export const toolOff = (tool: string, { detail, remediation_hint }: ToolStatus): ToolError =>
  new ToolError(
    'tool_off',
    `${tool} is off: ${detail} The tool did not begin.`,
    `${remediation_hint ?? 'Set it up.'} Then send the call again with a new idempotency key; its approval is still there.`,
  )

export const noRoom = ({ detail, remedy }: RoomRefusal): ToolError =>
  new ToolError('evidence_budget_reached', `${detail} The tool did not begin.`, remedy)
