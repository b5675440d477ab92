import { AppError } from '../../main/core/kernel/app-error.ts'
import type { DeskParts } from '../../main/core/remote/desk-parts.ts'

/** A gate at which nothing was ever asked for. */
export function noApprovals(): DeskParts['approvals'] {
  const get = (approvalId: string): never => {
    throw new AppError('approval_not_found', `No approval ${approvalId}.`)
  }
  return { get, decide: async (_call, approvalId) => get(approvalId), waiting: () => [] }
}
