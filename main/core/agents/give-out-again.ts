import type { TaskId } from '../../../contract/ids.ts'
import { createKeyedLock } from '../kernel/keyed-lock.ts'
import { pause } from './come-back.ts'
import { redispatch } from './redispatch.ts'
import type { RunnerParts } from './runner-parts.ts'

const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 600_000

/** Gives rejected work out again, and goes on trying while that fails. */
export interface GivingOut {
  /** Resolves when it was given out, or it is the console's part no more. Rejects with the reason of `signal` alone. */
  again(taskId: TaskId, signal: AbortSignal): Promise<void>
  /** A run is over: what waited for that may go on. */
  placeIsFree(): void
}

/** `isFull`: whether no other run could begin now but one for this task. */
export function createGivingOut(
  parts: Pick<RunnerParts, 'protocol' | 'settings' | 'taskOf' | 'logger' | 'timers'>,
  isFull: (taskId: TaskId) => boolean,
): GivingOut {
  const oneByOne = createKeyedLock()
  const waiting = new Set<() => void>()

  function freePlace(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        waiting.delete(go)
        signal.removeEventListener('abort', gone)
        resolve()
      }
      const gone = (): void => {
        waiting.delete(go)
        reject(signal.reason as Error)
      }
      waiting.add(go)
      signal.addEventListener('abort', gone, { once: true })
    })
  }

  /** One after the other, so that a place that has become free is not given to many. Resolves to whether it was done. */
  function attempt(taskId: TaskId, signal: AbortSignal): Promise<boolean> {
    return oneByOne('', async () => {
      signal.throwIfAborted()
      if (isFull(taskId)) return false
      await redispatch(parts, taskId)
      return true
    })
  }

  return {
    again: async (taskId, signal) => {
      let ms = FIRST_PAUSE_MS
      for (;;) {
        try {
          if (await attempt(taskId, signal)) return
          // Asked in the same breath as it is waited for: a place that became free meanwhile wakes nobody.
          if (isFull(taskId)) await freePlace(signal)
        } catch (error) {
          signal.throwIfAborted()
          parts.logger.error({ err: error, task_id: taskId }, 'rejected work could not be given out; it is tried again')
          await pause(ms, signal, parts.timers)
          ms = Math.min(2 * ms, LONGEST_PAUSE_MS)
        }
      }
    },
    placeIsFree: () => {
      for (const go of [...waiting]) go()
    },
  }
}
