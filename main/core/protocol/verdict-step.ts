import type { TaskId } from '../../../contract/ids.ts'
import type { ReviewVerdict, StoredVerdict } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { timestamp } from '../kernel/clock.ts'
import { issuesSha } from './fidelity.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { ledgerNow } from './protocol-view.ts'
import { outOfOrder, roundFor, withRound } from './standing.ts'
import { ROOM, takesTooMuch } from './task-room.ts'
import { isOwnWork, verdictProblem } from './verdict-check.ts'

/** Throws what ProtocolService.verdict throws. */
export function createVerdict(
  core: ProtocolCore,
  taken: (written: Task, decision: ReviewVerdict['decision']) => void,
): ProtocolService['verdict'] {
  return (call, taskId, verdict) =>
    core.take(call, taskId, { message: 'verdict', dispatch_id: verdict.dispatch_id }, async () => {
      const { dispatch_id, decision, issues } = verdict
      const { wasWritten } = await core.steps.write(
        call,
        taskId,
        null,
        (standing) => {
          const { task, phase } = standing
          const { place, round } = roundFor(standing, dispatch_id, 'a verdict')
          if (round.verdict !== null && isSame(round.verdict, verdict) && phase !== 'decided') return null
          if (phase !== 'awaiting_review' || round.result === null) throw outOfOrder(phase, 'a verdict')
          if (isOwnWork(round, call.actor.sub))
            throw new AppError('verdict_invalid', `${call.actor.sub} did the work of this round and cannot review it.`)
          const problem = verdictProblem(round.dispatch, round.result, verdict)
          if (problem !== null) throw new AppError('verdict_invalid', problem)
          const issues_sha256 = issuesSha(issues)
          const reviewed = { reviewed_at: timestamp(core.clock), reviewed_by: call.actor.sub }
          const stored: StoredVerdict = { ...verdict, issues_sha256, ...reviewed }
          const next = withRound({ ...task, issues }, place, { ...round, verdict: stored })
          if (takesTooMuch(next, ROOM.verdict))
            throw new AppError('verdict_invalid', 'The file of the task would become too large with this verdict.')
          return {
            task: next,
            change: 'verdict_received',
            notes: { dispatch_id, round: round.dispatch.round, decision, issues: issues.length, issues_sha256 },
          }
        },
        (written) => taken(written, decision),
      )
      if (wasWritten && decision === 'reject') await core.steps.lockIfSpent(call, taskId)
      if (wasWritten && decision === 'approve') await approveByReviewer(core, call, taskId, verdict)
      return core.view(taskId)
    })
}

/** Whether the verdict that was taken is this one, byte for byte. */
function isSame({ dispatch_id, decision, comment, issues }: StoredVerdict, verdict: ReviewVerdict): boolean {
  return canonicalJson({ dispatch_id, decision, comment, issues }) === canonicalJson(verdict)
}

/**
 * Where the policy leaves the last word to the reviewer: approves the task when everything was checked by the console and nothing lies
 * outside the scope; otherwise a person decides. `admin_approved` stays as it is: no admin did. After a crash in between a person decides.
 */
async function approveByReviewer(
  core: ProtocolCore,
  call: Call,
  taskId: TaskId,
  verdict: ReviewVerdict,
): Promise<void> {
  if (core.finalApproval() !== 'reviewer') return
  await core.steps.write(
    call,
    taskId,
    null,
    async (standing) => {
      const { task, reading, phase } = standing
      const round = reading.last?.round ?? null
      if (phase !== 'awaiting_person' || round?.dispatch.dispatch_id !== verdict.dispatch_id) return null
      if (round.observed?.workspace === null) return null
      const ledger = await ledgerNow(core.evidence, standing)
      if (ledger.blocks_approval) return null
      const { comment } = verdict
      const decided = { decided_by: call.actor.sub, decided_at: timestamp(core.clock), door: call.actor.door }
      return {
        task: { ...task, verdict: { decision: 'approve', comment: comment === '' ? null : comment, ...decided } },
        change: 'task_approved',
        notes: { dispatch_id: verdict.dispatch_id, comment, final_approval: 'reviewer', ledger: ledger.status },
      }
    },
    () => undefined,
  )
}
