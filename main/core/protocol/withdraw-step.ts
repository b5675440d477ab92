import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { openOf, outOfOrder, roundFor } from './standing.ts'

/** Throws what ProtocolService.withdraw throws. */
export function createWithdraw(core: ProtocolCore): ProtocolService['withdraw'] {
  return (call, taskId, { dispatch_id, reason }) =>
    core.take(call, taskId, { message: 'withdraw', dispatch_id }, async () => {
      const standing = core.standing(taskId)
      roundFor(standing, dispatch_id, 'a withdrawal')
      const ending = { reason: 'withdrawn' as const, detail: reason, difference: [] }
      const isEnded = openOf(standing) !== null && (await core.steps.end(call, taskId, dispatch_id, ending, () => true))
      if (!isEnded) throw outOfOrder(core.standing(taskId).phase, 'a withdrawal')
      return core.view(taskId)
    })
}
