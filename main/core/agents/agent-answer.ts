import { PROBLEMS } from '../../../contract/problem.ts'
import { EchoDifference } from '../../../contract/protocol.ts'
import { AppError } from '../kernel/app-error.ts'
import type { AgentAnswer } from './agent-port.ts'

/** What an agent is told of a message that was refused. Of what is not in the catalogue nothing leaks. */
export function refusedAnswer(error: unknown): AgentAnswer {
  const known = error instanceof AppError ? error : new AppError('internal', 'The console failed to carry this out.')
  const difference =
    EchoDifference.array()
      .max(50)
      .safeParse(known.extras['difference'] ?? []).data ?? []
  return {
    ...{ ok: false, error_code: known.code, detail: known.message },
    ...{ remediation_hint: PROBLEMS[known.code].remedy, difference },
  }
}
