import { TaskId } from '../../../contract/ids.ts'
import type { KeyedLock } from '../kernel/keyed-lock.ts'
import type { RunnerParts } from './runner-parts.ts'

/** How long a workspace stays after its task was decided, in milliseconds: somebody may want to look. */
export const KEPT_MS = 7 * 24 * 3_600_000

/** Removes the workspaces of tasks that were decided long ago. `inTurn`: for one task one thing after the other. */
export async function removeOldWorkspaces(
  { workspaces, taskOf, clock, logger }: Pick<RunnerParts, 'workspaces' | 'taskOf' | 'clock' | 'logger'>,
  inTurn: KeyedLock,
  signal: AbortSignal,
): Promise<void> {
  const isOld = (taskId: TaskId): boolean => {
    const decidedAt = taskOf(taskId)?.verdict?.decided_at
    return decidedAt !== undefined && Date.parse(decidedAt) + KEPT_MS < clock.now()
  }
  for (const name of await workspaces.list()) {
    signal.throwIfAborted()
    const taskId = TaskId.safeParse(name).data
    if (taskId === undefined || !isOld(taskId)) continue
    try {
      await inTurn(taskId, async () => {
        if (isOld(taskId)) await workspaces.remove(taskId)
      })
    } catch (error) {
      logger.error({ err: error, task_id: taskId }, 'an old workspace could not be removed')
    }
  }
}
