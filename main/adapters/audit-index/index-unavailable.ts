import { basename, dirname } from 'node:path'
import { AppError } from '../../core/kernel/app-error.ts'

/** Why a question to the index could not be answered. `file`: of the index. */
export function indexUnavailable(file: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const isOfIndex = cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR'
  const shown = isOfIndex ? `${basename(dirname(file))}/${basename(file)}: ${reason}` : reason
  return new AppError('audit_unavailable', shown, {}, { cause })
}
