import { AppError } from '../kernel/app-error.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { ledgerNow } from './protocol-view.ts'
import { openOf, outOfOrder, type Standing } from './standing.ts'

/** Throws what ProtocolService.decide throws. */
export function createDecide(core: ProtocolCore): ProtocolService['decide'] {
  /** What stands in the way of an approval; null: nothing. The decision is bound to the sha of what is looked at here. */
  async function doubtsOf(standing: Standing): Promise<Record<string, string | number> | null> {
    if (standing.reading.last === null && standing.reading.broken.length === 0) return null
    if (openOf(standing) !== null) throw outOfOrder(standing.phase, 'an approval')
    const ledger = await ledgerNow(core.evidence, standing)
    if (!ledger.blocks_approval) return null
    const { status, out_of_scope, missing_proof, rows } = ledger
    const unproven = rows.filter((row) => row.status !== 'VERIFIED').length
    const review = standing.reading.last?.round.verdict?.decision ?? 'none'
    return { ledger: status, unproven, out_of_scope: out_of_scope.length, missing_proof: missing_proof.length, review }
  }

  return async (call, taskId, { override_reason, ...input }) => {
    const about = { message: 'decision' as const, dispatch_id: null }
    return core.take(call, taskId, about, async () => {
      // A write that is not based on what is there fails by itself; of what was not seen nothing is judged.
      const known = core.store.index.get(taskId)
      if (known?.task == null || known.base_sha !== input.base_sha || input.decision === 'reject')
        return core.tasks.decide(call, taskId, input)
      const doubts = await doubtsOf(core.standing(taskId))
      if (doubts === null) return core.tasks.decide(call, taskId, input)
      if (override_reason === null) throw insufficient(doubts)
      const written = await core.tasks.decide(call, taskId, { ...input, notes: { override_reason, ...doubts } })
      const { correlation_id } = known.task
      const draft = {
        ...{ type: 'ledger_overridden' as const, actor: call.actor, correlation_id, task_id: taskId, route: null },
        ...{ status: null, data: { reason: override_reason, ...doubts } },
      }
      // The approval stands, and says the reason itself; this line follows as soon as the log takes it.
      await core.log.record(draft).catch(() => core.owed.add({ draft, publish: () => undefined }))
      return written
    })
  }
}

function insufficient({ ledger, unproven, out_of_scope, review }: Record<string, string | number>): AppError {
  const outside = out_of_scope === 0 ? '' : `, ${out_of_scope} files outside the scope`
  const reviewed = review === 'approve' ? '' : `, no reviewer approved it`
  return new AppError(
    'proof_insufficient',
    `The ledger is ${ledger}: ${unproven} criteria are not verified${outside}${reviewed}.`,
    { ledger: String(ledger) },
  )
}
