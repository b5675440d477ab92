import type { ErrorCode } from '../../../contract/problem.ts'

type Plain = string | number | boolean | null
export type ProblemExtras = Readonly<Record<string, Plain | readonly Readonly<Record<string, Plain>>[]>>

/** A failure with a code of the catalogue. Thrown inside; at a door it becomes a problem (RFC 9457). */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  /** Members added to the problem, for example the current `base_sha`. */
  readonly extras: ProblemExtras

  constructor(code: ErrorCode, detail: string, extras: ProblemExtras = {}, options: ErrorOptions = {}) {
    super(detail, options)
    this.code = code
    this.extras = extras
  }
}
