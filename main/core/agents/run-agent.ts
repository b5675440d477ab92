import type { AgentRole } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { RoundEnding } from '../../../contract/protocol-view.ts'
import { AppError } from '../kernel/app-error.ts'
import { carryOutRun } from './carry-out-run.ts'
import { createLiveRun, type LiveRun } from './live-run.ts'
import type { Places } from './places.ts'
import { plannedRun } from './planned-run.ts'
import { wordlessEnding } from './round-without-word.ts'
import type { RunnerParts } from './runner-parts.ts'

export interface WantedRun {
  readonly role: AgentRole
  readonly agent: NonNullable<Dispatch['agent']>
  readonly taskId: TaskId
  readonly dispatch: Dispatch
}

/**
 * Runs an agent, once there is a place for it, if the round still waits for its word then; and ends the round if that waits for it still
 * when the run is over: what was handed in at another door counts as well. `signal` ends the waiting; a run that has begun is in `lives`.
 */
export async function runAgent(
  parts: RunnerParts,
  wanted: WantedRun,
  lives: Map<string, LiveRun>,
  places: Places,
  signal: AbortSignal,
): Promise<void> {
  const { role, agent, taskId, dispatch } = wanted
  const end = (ending: Pick<RoundEnding, 'reason' | 'detail'>): Promise<void> =>
    parts.protocol.endRound(taskId, dispatch.dispatch_id, { ...ending, difference: [] }, role)
  const giveBack = await places.take(signal)
  try {
    // Asked and begun in the same breath: whoever ends the round from here on finds the run.
    const task = parts.taskOf(taskId)
    if (task === null || parts.awaited(taskId, dispatch.dispatch_id) !== role) return
    const { agents } = parts.settings()
    const settings = Object.hasOwn(agents, agent) ? agents[agent] : undefined
    if (settings?.roles.includes(role) !== true)
      return await end({ reason: 'agent_failed', detail: `There is no agent ${agent} for the role ${role} any more.` })
    const plan = { task, dispatch, role, agent, settings }
    const live = createLiveRun(plannedRun(parts, plan))
    lives.set(live.run.run_id, live)
    try {
      await carryOutRun(parts, plan, live)
    } catch (error) {
      const detail = error instanceof AppError ? error.message : 'its intent could not be recorded'
      live.run = { ...live.run, state: 'failed', detail }
      parts.logger.error({ err: error, agent }, 'an agent was not started')
    } finally {
      lives.delete(live.run.run_id)
      live.finish()
    }
    await end(wordlessEnding(live.run))
  } finally {
    giveBack()
  }
}
