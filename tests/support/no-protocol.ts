import { AppError } from '../../main/core/kernel/app-error.ts'
import type { DeskParts } from '../../main/core/remote/desk-parts.ts'

/** A protocol that knows of no task. */
export function noProtocol(): DeskParts['protocol'] {
  const missing = async (): Promise<never> => {
    throw new AppError('task_not_found', 'There is no such task.')
  }
  return { view: missing, dispatch: missing }
}
