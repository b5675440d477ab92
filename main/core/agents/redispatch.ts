import type { TaskId } from '../../../contract/ids.ts'
import { AppError } from '../kernel/app-error.ts'
import { SYSTEM } from '../kernel/call.ts'
import type { RunnerParts } from './runner-parts.ts'

/** The file may be written by somebody else in between. */
const ATTEMPTS = 5

/**
 * Gives rejected work out again, to the same agents, for as long a time, with the issues of the verdict; unless the settings leave that to a
 * person, the task is locked, or somebody was faster. Throws what ProtocolService.dispatch throws.
 */
export async function redispatch(
  { protocol, settings, taskOf }: Pick<RunnerParts, 'protocol' | 'settings' | 'taskOf'>,
  taskId: TaskId,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { phase, rounds, base_sha } = await protocol.view(taskId)
    const last = rounds.at(-1)
    if (settings().redispatch !== 'automatic' || phase !== 'awaiting_dispatch') return
    if (last === undefined || last.verdict?.decision !== 'reject' || last.dispatch.agent === null) return
    const { agent, reviewer, deadline, dispatched_at } = last.dispatch
    const deadline_seconds = Math.max(1, Math.round((Date.parse(deadline) - Date.parse(dispatched_at)) / 1000))
    const call = { actor: SYSTEM, correlation_id: taskOf(taskId)?.correlation_id ?? taskId }
    try {
      await protocol.dispatch(call, taskId, { agent, reviewer, base_sha, deadline_seconds })
      return
    } catch (error) {
      // Asked for otherwise since, or given out by somebody: the protocol has said so, and trying again changes nothing.
      if (error instanceof AppError && error.code === 'protocol_out_of_order') return
      if (!(error instanceof AppError) || error.code !== 'write_conflict' || attempt === ATTEMPTS) throw error
    }
  }
}
