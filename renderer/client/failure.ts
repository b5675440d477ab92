import { Sha256 } from '../../contract/ids.ts'
import { Problem } from '../../contract/problem.ts'

/** Why a request did not succeed, in the words that the operator reads. */
export interface Failure {
  /** null when no reply came. */
  readonly status: number | null
  readonly title: string
  readonly detail: string
  readonly hint: string
  /** `error_code` of the catalogue, or `unreachable` or `reply_not_understood`, which only the console itself can say. */
  readonly code: string
  readonly correlation_id: string | null
  /** For write_conflict: sha256 of the task as it stands now. */
  readonly current_sha: string | null
  /** For settings_invalid: which setting cannot be saved so. */
  readonly member: string | null
}

export class RequestFailed extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(`${failure.title}: ${failure.detail}`)
    this.name = 'RequestFailed'
    this.failure = failure
  }
}

/** No valid session: refused as that, or as one failure too many from this address, which a valid session never meets. */
export function isSignedOut({ status, code }: Failure): boolean {
  return status === 401 || code === 'authentication_rate_limited'
}

export const UNREACHABLE: Failure = {
  status: null,
  title: 'The service does not answer',
  detail: 'No reply came. What happens there now cannot be seen from here.',
  hint: 'Check that Countersign is running (npm start). This page tries again by itself.',
  code: 'unreachable',
  correlation_id: null,
  current_sha: null,
  member: null,
}

export function notUnderstood(status: number, detail: string): Failure {
  return {
    status,
    title: 'The reply was not understood',
    detail,
    hint: 'The service may be newer than this page: reload the page.',
    code: 'reply_not_understood',
    correlation_id: null,
    current_sha: null,
    member: null,
  }
}

/** Reads a problem reply (RFC 9457). */
export function failureOf(status: number, body: string): Failure {
  const problem = Problem.safeParse(parsed(body))
  if (!problem.success) return notUnderstood(status, `Status ${status} came without a problem description.`)
  const sha = Sha256.safeParse(problem.data['base_sha'])
  const member = problem.data['member']
  return {
    status,
    title: problem.data.title,
    detail: problem.data.detail,
    hint: problem.data.remediation_hint,
    code: problem.data.error_code,
    correlation_id: problem.data.correlation_id,
    current_sha: sha.success ? sha.data : null,
    member: typeof member === 'string' ? member : null,
  }
}

/** The failure inside whatever a query threw. */
export function asFailure(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure
  return {
    status: null,
    title: 'The console itself failed',
    detail: error instanceof Error ? error.message : String(error),
    hint: 'Reload the page. If it happens again, report what is written here.',
    code: 'console_failed',
    correlation_id: null,
    current_sha: null,
    member: null,
  }
}

/** JSON value of the text, or undefined when it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
