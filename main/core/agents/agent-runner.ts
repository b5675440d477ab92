import type { AgentRole } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import { createKeyedLock } from '../kernel/keyed-lock.ts'
import type { Awaited } from '../protocol/awaited-word.ts'
import { createGivingOut } from './give-out-again.ts'
import { endSoon, type LiveRun, type RunCause } from './live-run.ts'
import { lookAtResult } from './look-at-result.ts'
import { createPlaces } from './places.ts'
import { removeOldWorkspaces } from './remove-old-workspaces.ts'
import { CONSOLE_STOPPED } from './round-without-word.ts'
import { runAgent } from './run-agent.ts'
import type { RunnerParts } from './runner-parts.ts'

/** Starts agents, looks at results, and gives rejected work out again. All of it in the background: nothing here is waited for. */
export interface AgentRunner {
  /** Does nothing when the dispatch names no agent for this role, or this was said before. */
  start(role: AgentRole, taskId: TaskId, dispatch: Dispatch): void
  /** Looks at the result of a round, once its executor is gone. Does nothing when this was said before. */
  observe(taskId: TaskId, dispatch: Dispatch): void
  /** Gives the work out again when that is the console's part. */
  again(taskId: TaskId): void
  /** Ends what is done for a dispatch; its runs after `ms` in which they may end by themselves. */
  endRuns(taskId: TaskId, dispatchId: string, cause: RunCause, ms: number): void
  live(): readonly LiveRun[]
  /** How many runs are under way, or wait for a place, for other tasks than this one. */
  othersOf(taskId: TaskId): number
  /** Removes the workspaces of tasks that were decided long ago, now and from time to time. */
  tidyUp(): void
  /** Ends all runs and resolves when everything is recorded. */
  close(): Promise<void>
}

/** Runs at once: each may hold a program, a copy of a workspace and much memory. */
export const MAX_RUNS = 32

/** Results that are looked at at once: each copies a workspace and runs what it finds there. */
const MAX_LOOKS = 6

/** How long a program may go on after its word was taken, in milliseconds. */
const LINGER_MS = 10_000

const TIDY_EVERY_MS = 6 * 3_600_000

const LINGERED: RunCause = {
  ...{ state: 'ended', detail: 'It was ended after its last word was taken.' },
  ...{ error_code: null, remediation_hint: null },
}
const CLOSING: RunCause = {
  ...{ state: 'stopped', detail: 'The console was stopped.', error_code: CONSOLE_STOPPED },
  remediation_hint: 'Dispatch the task again.',
}

/** Something that is done for a round, or waits for its turn. `waiting` is aborted when nobody wants it any more. */
interface Job {
  readonly taskId: TaskId
  readonly dispatchId: string
  readonly isRun: boolean
  readonly waiting: AbortController
}

export function createAgentRunner(parts: RunnerParts): AgentRunner {
  const { logger, timers } = parts
  const lives = new Map<string, LiveRun>()
  const jobs = new Set<Job>()
  /** What was begun for the last dispatch of a task, in this process. */
  const begun = new Map<TaskId, { readonly dispatchId: string; readonly done: Set<Awaited> }>()
  const under = new Set<Promise<void>>()
  const closing = new AbortController()
  const inTurn = createKeyedLock()
  let cancelTidying = (): void => undefined
  const [places, looks] = [createPlaces(MAX_RUNS), createPlaces(MAX_LOOKS)]
  const othersOf = (taskId: TaskId): number => [...jobs].filter((job) => job.isRun && job.taskId !== taskId).length
  const givingOut = createGivingOut(parts, (taskId) => othersOf(taskId) >= MAX_RUNS)

  /** What was called off by `signal` fails quietly. */
  function aside(what: string, signal: AbortSignal, work: () => Promise<void>): void {
    if (closing.signal.aborted) return
    const done = work().catch((error: unknown) => {
      const isCalledOff = closing.signal.aborted || (signal.aborted && error === signal.reason)
      if (!isCalledOff) logger.error({ err: error }, `agents: ${what} failed`)
    })
    under.add(done)
    void done.finally(() => under.delete(done))
  }

  function isNew(what: Awaited, taskId: TaskId, dispatchId: string): boolean {
    const known = begun.get(taskId)
    const done = known?.dispatchId === dispatchId ? known.done : new Set<Awaited>()
    if (done.has(what)) return false
    begun.set(taskId, { dispatchId, done: done.add(what) })
    return true
  }

  const livesOf = (taskId: TaskId): LiveRun[] => [...lives.values()].filter(({ run }) => run.task_id === taskId)

  function endLives(taken: readonly LiveRun[], why: RunCause, ms: number): void {
    for (const live of taken) aside('ending a run', closing.signal, () => endSoon(live, why, ms, timers))
  }

  /** For one task one thing after the other: two programs never work in one workspace at once, and nobody looks while one does. */
  function begin(
    what: Awaited,
    taskId: TaskId,
    { dispatch_id: dispatchId }: Dispatch,
    work: (signal: AbortSignal) => Promise<void>,
  ): void {
    if (closing.signal.aborted || !isNew(what, taskId, dispatchId)) return
    // The protocol went on: what waits to be done for an earlier step is wanted no more, and who said its word may leave.
    for (const job of jobs) if (job.taskId === taskId) job.waiting.abort(new Error('the round went on'))
    for (const live of livesOf(taskId)) {
      // Who is to do the work of another dispatch must not hear of this one while it lives.
      const isOld = live.run.role === 'executor' && live.run.dispatch_id !== dispatchId
      endLives([live], LINGERED, isOld ? 0 : LINGER_MS)
    }
    const job: Job = { taskId, dispatchId, isRun: what !== 'console', waiting: new AbortController() }
    const signal = AbortSignal.any([closing.signal, job.waiting.signal])
    jobs.add(job)
    const turn = async (): Promise<void> => {
      signal.throwIfAborted()
      await work(signal)
    }
    const over = (): void => {
      jobs.delete(job)
      givingOut.placeIsFree()
    }
    aside(`the part of the ${what}`, signal, () => inTurn(taskId, turn).finally(over))
  }

  function tidyUp(): void {
    const { signal } = closing
    aside('tidying up', signal, () => removeOldWorkspaces(parts, inTurn, signal))
    cancelTidying = timers.after(TIDY_EVERY_MS, tidyUp)
  }

  return {
    start: (role, taskId, dispatch) => {
      const agent = role === 'executor' ? dispatch.agent : dispatch.reviewer
      if (agent === null) return
      const wanted = { role, agent, taskId, dispatch }
      begin(role, taskId, dispatch, (signal) => runAgent(parts, wanted, lives, places, signal))
    },
    observe: (taskId, dispatch) =>
      begin('console', taskId, dispatch, (signal) => lookAtResult(parts, taskId, dispatch, looks, signal)),
    again: (taskId) => aside('giving work out again', closing.signal, () => givingOut.again(taskId, closing.signal)),
    endRuns: (taskId, dispatchId, why, ms) => {
      const isMeant = (job: Job): boolean => job.taskId === taskId && job.dispatchId === dispatchId
      for (const job of jobs) if (isMeant(job)) job.waiting.abort(new Error(why.detail))
      endLives(
        livesOf(taskId).filter(({ run }) => run.dispatch_id === dispatchId),
        why,
        ms,
      )
    },
    live: () => [...lives.values()],
    othersOf,
    tidyUp,
    close: async () => {
      closing.abort(new Error('the console stops'))
      cancelTidying()
      for (const live of lives.values()) live.end(CLOSING)
      while (under.size > 0) await Promise.all(under)
    },
  }
}
