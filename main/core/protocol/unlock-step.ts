import { AppError } from '../kernel/app-error.ts'
import { timestamp } from '../kernel/clock.ts'
import { isLastApproved } from './phase.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { outOfOrder } from './standing.ts'
import { MAX_LOCKS } from './task-room.ts'

/** Throws what ProtocolService.unlock throws. */
export function createUnlock(core: ProtocolCore): ProtocolService['unlock'] {
  return (call, taskId, { reason, base_sha }) =>
    core.take(call, taskId, { message: 'unlock', dispatch_id: null }, async () => {
      await core.steps.write(
        call,
        taskId,
        { base_sha: base_sha ?? null },
        ({ task, reading, phase }) => {
          const after_round = reading.last?.round.dispatch.round ?? 0
          const isSpent = isLastApproved(phase, reading, core.settings().max_rounds)
          if (phase !== 'locked' && !isSpent) throw outOfOrder(phase, 'an unlock')
          if (reading.lock === null && task.locks.length >= MAX_LOCKS)
            throw new AppError('protocol_out_of_order', `It was locked ${MAX_LOCKS} times; it is opened no more.`)
          const at = timestamp(core.clock)
          const held = reading.lock ?? {
            ...{ locked_at: at, after_round, reason: 'It has used up its rounds.' },
            ...{ unlocked_at: null, unlocked_by: null, unlock_reason: null },
          }
          const opened = { ...held, unlocked_at: at, unlocked_by: call.actor.sub, unlock_reason: reason }
          // The one that holds is the last that can be read; what another program wrote besides stays.
          const place = reading.lock === null ? task.locks.length : lastReadable(task.locks, reading.lock.locked_at)
          return {
            task: { ...task, locks: [...task.locks.slice(0, place), opened, ...task.locks.slice(place + 1)] },
            change: 'task_unlocked',
            notes: { after_round: held.after_round, reason },
          }
        },
        () => undefined,
      )
      return core.view(taskId)
    })
}

const lastReadable = (locks: readonly Record<string, unknown>[], lockedAt: string): number =>
  locks.findLastIndex((lock) => lock['locked_at'] === lockedAt)
