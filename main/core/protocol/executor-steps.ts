import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { StoredResult, TaskResult } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { timestamp } from '../kernel/clock.ts'
import { sha256 } from '../kernel/sha256.ts'
import { echoDifferences, echoSha } from './echo.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { resultProblem } from './result-check.ts'
import { endStep } from './round-steps.ts'
import { openOf, outOfOrder, roundFor, withRound } from './standing.ts'
import { ROOM, takesTooMuch, withEvidence } from './task-room.ts'

const encoder = new TextEncoder()

/** Throws what ProtocolService.ack throws. */
export function createAck(core: ProtocolCore): ProtocolService['ack'] {
  return (call, taskId, echo) =>
    core.take(call, taskId, { message: 'ack', dispatch_id: echo.dispatch_id }, async () => {
      let difference: ReturnType<typeof echoDifferences> = []
      await core.steps.write(
        call,
        taskId,
        null,
        (standing) => {
          difference = []
          const { place, round } = roundFor(standing, echo.dispatch_id, 'an echo')
          const echo_sha256 = echoSha(echo)
          if (round.ack?.echo_sha256 === echo_sha256 && round.ended === null && standing.phase !== 'decided')
            return null
          const open = openOf(standing)
          if (open === null || open.phase !== 'awaiting_ack') throw outOfOrder(standing.phase, 'an echo')
          const at = timestamp(core.clock)
          difference = echoDifferences(round.dispatch, echo)
          if (difference.length > 0) {
            const detail = `The echo of ${call.actor.sub} differs in ${difference.map(({ path }) => path).join(', ')}.`
            return endStep(open, { reason: 'ack_mismatch', at, detail, difference })
          }
          const ack = { dispatch_id: echo.dispatch_id, echo_sha256, acked_at: at, acked_by: call.actor.sub }
          return {
            task: withRound(standing.task, place, { ...round, ack }),
            change: 'ack_received',
            notes: { dispatch_id: echo.dispatch_id, round: round.dispatch.round, echo_sha256 },
          }
        },
        () => undefined,
      )
      if (difference.length === 0) return core.view(taskId)
      await core.steps.lockIfSpent(call, taskId)
      const paths = difference
        .map(({ path }) => path)
        .slice(0, 5)
        .join(', ')
      throw new AppError('ack_mismatch', `The echo is not what was dispatched: ${paths}.`, { difference })
    })
}

/** Throws what ProtocolService.result throws. */
export function createResult(core: ProtocolCore, taken: (written: Task) => void): ProtocolService['result'] {
  return (call, taskId, result) =>
    core.take(call, taskId, { message: 'result', dispatch_id: result.dispatch_id }, async () => {
      const result_sha256 = sha256(canonicalJson(result))
      await core.steps.write(
        call,
        taskId,
        null,
        async (standing) => {
          const { task, phase } = standing
          const { place, round } = roundFor(standing, result.dispatch_id, 'a result')
          if (round.result?.result_sha256 === result_sha256 && round.ended === null && phase !== 'decided') return null
          if (phase !== 'working') throw outOfOrder(phase, 'a result')
          const packages = result.artifacts.length === 0 ? [] : await core.evidence.list(task.correlation_id)
          const problem = resultProblem(taskId, round.dispatch, result, packages)
          if (problem !== null) throw new AppError('result_invalid', problem)
          const received = { received_at: timestamp(core.clock), received_from: call.actor.sub }
          const kept = await keptDiff(core, task, result, received)
          const stored: StoredResult = { ...result, diff_snapshot: kept, result_sha256, ...received }
          const next = withRound(withEvidence(task, [kept?.evidence]), place, { ...round, result: stored })
          if (takesTooMuch(next, ROOM.result))
            throw new AppError('result_invalid', 'The file of the task would become too large with this result.')
          return {
            task: next,
            change: 'task_result_received',
            notes: {
              ...{ dispatch_id: result.dispatch_id, round: round.dispatch.round, result_sha256 },
              ...{ claims: result.claims.length, work_log: result.work_log.length },
              patch_sha256: kept?.patch_sha256 ?? null,
            },
          }
        },
        taken,
      )
      return core.view(taskId)
    })
}

/** The patch as it came, as evidence of what somebody says. */
async function keptDiff(
  core: ProtocolCore,
  task: Task,
  { dispatch_id, diff_snapshot }: TaskResult,
  { received_at, received_from }: Pick<StoredResult, 'received_at' | 'received_from'>,
): Promise<StoredResult['diff_snapshot']> {
  if (diff_snapshot === null) return null
  const { files, patch } = diff_snapshot
  const patch_sha256 = sha256(patch)
  if (patch === '') return { files, patch_sha256, evidence: null }
  const evidence: EvidenceRef = await core.evidence.keep({
    // A name of its own for every attempt: one that failed half-way stands in nobody's way.
    package_id: `result-${dispatch_id}-${core.ids.hex(4)}`,
    ...{ task_id: task.task_id, correlation_id: task.correlation_id, created_at: received_at },
    artifacts: [
      {
        ...{
          path: 'reported.patch',
          bytes: encoder.encode(patch),
          media_type: 'text/x-diff',
          captured_at: received_at,
        },
        ...{ source: `executor:${received_from}`.slice(0, 200), link: null, trust: 'reported' },
      },
    ],
  })
  return { files, patch_sha256, evidence }
}
