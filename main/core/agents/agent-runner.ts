import type { AgentRole } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { RoundEnding } from '../../../contract/protocol-view.ts'
import { AppError } from '../kernel/app-error.ts'
import { carryOutRun, plannedRun } from './carry-out-run.ts'
import { createLiveRun, endSoon, type LiveRun, type RunCause } from './live-run.ts'
import { observeResult } from './observe-result.ts'
import { redispatch } from './redispatch.ts'
import type { RunnerParts } from './runner-parts.ts'

/** Starts agents, looks at results, and gives rejected work out again. All of it in the background: nothing here is waited for. */
export interface AgentRunner {
  /** Does nothing when the dispatch names no agent for this role. */
  start(role: AgentRole, taskId: TaskId, dispatch: Dispatch): void
  /** Looks at the result of a round, once its executor is gone. */
  observe(taskId: TaskId, dispatch: Dispatch): void
  /** Gives the work out again when that is the console's part. */
  again(taskId: TaskId): void
  /** Ends the runs of a dispatch, after `ms` in which they may end by themselves. */
  endRuns(taskId: TaskId, dispatchId: string, cause: RunCause, ms: number): void
  live(): readonly LiveRun[]
  /** Ends all runs and resolves when everything is recorded. */
  close(): Promise<void>
}

/** How long a program may go on after its word was taken, in milliseconds. */
const LINGER_MS = 10_000

const cause = (state: RunCause['state'], detail: string): RunCause => ({
  ...{ state, detail, error_code: null, remediation_hint: null },
})
const LINGERED = cause('ended', 'It was ended after its last word was taken.')
const CLOSING: RunCause = cause('stopped', 'The console was stopped.')

export function createAgentRunner(parts: RunnerParts): AgentRunner {
  const { protocol, logger, timers } = parts
  const lives = new Map<string, LiveRun>()
  const under = new Set<Promise<void>>()
  const closing = new AbortController()

  function aside(what: string, work: () => Promise<void>): void {
    if (closing.signal.aborted) return
    const done = work().catch((error: unknown) => {
      if (!closing.signal.aborted) logger.error({ err: error }, `agents: ${what} failed`)
    })
    under.add(done)
    void done.finally(() => under.delete(done))
  }

  const livesOf = (taskId: TaskId): LiveRun[] => [...lives.values()].filter(({ run }) => run.task_id === taskId)

  /** Two programs never work in one workspace at the same time. */
  async function aloneOn(taskId: TaskId): Promise<void> {
    await Promise.all(livesOf(taskId).map((other) => endSoon(other, LINGERED, LINGER_MS, timers)))
  }

  async function run(role: AgentRole, taskId: TaskId, dispatch: Dispatch): Promise<void> {
    const agent = role === 'executor' ? dispatch.agent : dispatch.reviewer
    const task = parts.taskOf(taskId)
    if (agent === null || task === null) return
    const end = (ending: Pick<RoundEnding, 'reason' | 'detail'>): Promise<void> =>
      protocol.endRound(taskId, dispatch.dispatch_id, { ...ending, difference: [] })
    const settings = parts.settings().agents[agent]
    if (settings?.roles.includes(role) !== true)
      return end({ reason: 'agent_failed', detail: `There is no agent ${agent} for the role ${role} any more.` })
    await aloneOn(taskId)
    if (closing.signal.aborted) return
    const plan = { task, dispatch, role, agent, settings }
    const live = createLiveRun(plannedRun(parts, plan))
    lives.set(live.run.run_id, live)
    try {
      await carryOutRun(parts, plan, live)
    } catch (error) {
      const detail = error instanceof AppError ? error.message : 'its intent could not be recorded'
      live.run = { ...live.run, state: 'failed', detail }
      logger.error({ err: error, agent }, 'an agent was not started')
    } finally {
      lives.delete(live.run.run_id)
      live.finish()
    }
    if (live.delivered) return
    const { detail, error_code } = live.run
    const wanting = role === 'executor' ? 'a result' : 'a verdict'
    if (live.cause?.state === 'stopped') await end({ reason: 'stopped', detail })
    else {
      const why = error_code === null ? detail : `${detail} (${error_code})`
      await end({ reason: 'agent_failed', detail: `The agent ${agent} was over without ${wanting}. ${why}`.trim() })
    }
  }

  async function look(taskId: TaskId, dispatch: Dispatch): Promise<void> {
    // What is still being written is not looked at.
    await aloneOn(taskId)
    const task = parts.taskOf(taskId)
    if (task === null || closing.signal.aborted) return
    const observed = await observeResult(parts, task, dispatch, closing.signal)
    await protocol.observe(taskId, dispatch.dispatch_id, observed)
  }

  return {
    start: (role, taskId, dispatch) => aside(`the ${role}`, () => run(role, taskId, dispatch)),
    observe: (taskId, dispatch) => aside('looking at a result', () => look(taskId, dispatch)),
    again: (taskId) => aside('giving work out again', () => redispatch(parts, taskId)),
    endRuns: (taskId, dispatchId, why, ms) => {
      for (const live of livesOf(taskId)) {
        if (live.run.dispatch_id === dispatchId) aside('ending a run', () => endSoon(live, why, ms, timers))
      }
    },
    live: () => [...lives.values()],
    close: async () => {
      closing.abort(new Error('the console stops'))
      for (const live of lives.values()) live.end(CLOSING)
      while (under.size > 0) await Promise.all(under)
    },
  }
}
