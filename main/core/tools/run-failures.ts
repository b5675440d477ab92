import type { ToolFailure } from '../../../contract/tool.ts'
import type { Outcome } from './carry-out.ts'

/** Of a run that an earlier process began and did not live to record. */
export function unknownOutcome(): ToolFailure {
  return {
    error_code: 'tool_outcome_unknown',
    detail: 'The console died while the tool ran. Whether it had an effect is not known.',
    remediation_hint:
      'Look whether it happened. It is never run again by itself; send it with a new idempotency key if it shall be.',
  }
}

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
