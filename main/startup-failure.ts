import { PROBLEMS } from '../contract/problem.ts'
import { AppError } from './core/kernel/app-error.ts'
import { StartupError } from './core/kernel/startup-error.ts'

/** A failure to start, in words for the person who started it. */
export interface StartupFailure {
  readonly message: string
  readonly remedy: string
  readonly exitCode: 1 | 2
}

/** Null for an error that nobody foresaw: it should be seen whole. */
export function startupFailure(error: unknown): StartupFailure | null {
  if (error instanceof StartupError) return error
  if (error instanceof AppError) return { message: error.message, remedy: PROBLEMS[error.code].remedy, exitCode: 1 }
  if (error instanceof Error && 'syscall' in error)
    return { message: error.message, remedy: 'check that the data root exists, is yours and is not full', exitCode: 1 }
  return null
}
