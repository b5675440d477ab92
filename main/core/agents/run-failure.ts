import { PROBLEMS } from '../../../contract/problem.ts'
import { AppError } from '../kernel/app-error.ts'
import type { AgentExit } from './agent-port.ts'

/** Why a run did not begin or did not end as it should, with what can be done about it. Its code is of runs alone, not of the catalogue. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure'
  readonly error_code: string
  readonly remediation_hint: string

  constructor(error_code: string, detail: string, remediation_hint: string) {
    super(detail)
    this.error_code = error_code
    this.remediation_hint = remediation_hint
  }
}

/** How a run ended that failed before its program had a say. Of what is unknown nothing leaks. */
export function failedExit(error: unknown): AgentExit {
  const failed = { ok: false, exit_code: null } as const
  if (error instanceof RunFailure) {
    const { error_code, message: detail, remediation_hint } = error
    return { ...failed, error_code, detail, remediation_hint }
  }
  const known = error instanceof AppError ? error : new AppError('internal', 'The console failed to run it.')
  return { ...failed, error_code: known.code, detail: known.message, remediation_hint: PROBLEMS[known.code].remedy }
}
