import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch, Observed } from '../../../contract/protocol.ts'
import { pause } from './come-back.ts'
import { observeResult } from './observe-result.ts'
import type { Places } from './places.ts'
import type { RunnerParts } from './runner-parts.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

/**
 * Looks at a result, once there is a place for that, and hands in what it found: again and again while that fails, for as long as the round
 * waits for it. Rejects with the reason of `signal` alone.
 */
export async function lookAtResult(
  parts: RunnerParts,
  taskId: TaskId,
  dispatch: Dispatch,
  places: Places,
  signal: AbortSignal,
): Promise<void> {
  const { protocol, logger, timers } = parts
  const { dispatch_id } = dispatch
  const isAwaited = (): boolean => parts.awaited(taskId, dispatch_id) === 'console'
  const observed = await found(parts, taskId, dispatch, isAwaited, places, signal)
  for (let ms = FIRST_PAUSE_MS; observed !== null && isAwaited(); ms = Math.min(2 * ms, LONGEST_PAUSE_MS)) {
    try {
      await protocol.observe(taskId, dispatch_id, observed)
      return
    } catch (error) {
      signal.throwIfAborted()
      logger.error({ err: error, task_id: taskId }, 'what was found could not be written; it is tried again')
      await pause(ms, signal, timers)
    }
  }
}

/** Null when nobody waits for it any more. */
async function found(
  parts: RunnerParts,
  taskId: TaskId,
  dispatch: Dispatch,
  isAwaited: () => boolean,
  places: Places,
  signal: AbortSignal,
): Promise<Observed | null> {
  const giveBack = await places.take(signal)
  try {
    const task = parts.taskOf(taskId)
    return task === null || !isAwaited() ? null : await observeResult(parts, task, dispatch, signal)
  } finally {
    giveBack()
  }
}
