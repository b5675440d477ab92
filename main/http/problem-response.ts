import { type ErrorCode, PROBLEMS, type Problem } from '../../contract/problem.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Reply } from './reply.ts'

/** Address of a code's description. */
const typeOf = (code: ErrorCode): string => `urn:countersign:problem:${code}`

/** Problem details of an error (RFC 9457). An unknown error becomes `internal` and tells nothing of itself. */
export function problemOf(error: unknown, correlationId: string): Problem {
  const known =
    error instanceof AppError ? error : new AppError('internal', 'An unexpected error; the log on stderr has it.')
  const row = PROBLEMS[known.code]
  return {
    type: typeOf(known.code),
    title: row.title,
    status: row.status,
    detail: known.message,
    error_code: known.code,
    remediation_hint: row.remedy,
    correlation_id: correlationId,
    ...known.extras,
  }
}

export function problemReply(problem: Problem, headers: Reply['headers']): Reply {
  const taskId = problem['task_id']
  return {
    status: problem.status,
    body: JSON.stringify(problem),
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    correlation_id: problem.correlation_id,
    task_id: typeof taskId === 'string' ? taskId : null,
  }
}
