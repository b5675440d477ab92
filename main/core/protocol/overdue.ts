import type { TaskId } from '../../../contract/ids.ts'
import type { RoundEnding } from '../../../contract/protocol-view.ts'
import { timestamp } from '../kernel/clock.ts'
import type { Asides } from './asides.ts'
import { type Due, TIMEOUTS } from './due.ts'
import { ofTheConsole } from './observe-step.ts'
import type { ProtocolParts } from './protocol-parts.ts'
import type { RoundSteps } from './round-steps.ts'
import { GRACE_MS, type RoundWatch } from './round-watch.ts'
import { type OpenStanding, openOf, type Standing, type Standings } from './standing.ts'

type HardDue = Exclude<Due['what'], 'heartbeat'>

/** What becomes of a round in which nobody came in time. */
export interface Overdue {
  passed(taskId: TaskId, open: OpenStanding, what: Due['what']): void
  /** Ends a round whose time is long up although no timer said so, as after a machine slept; null when it is not. */
  longOverdue(standing: Standing): Promise<void> | null
  /** At a start: ends what is overdue, and what a task that was decided still holds open; locks what has used up its rounds. */
  settleAll(taskIds: readonly TaskId[], standings: Standings): Promise<void>
}

/** A timer has this long to do it itself, in milliseconds. */
const LONG_MS = 5 * GRACE_MS

const WORDS: Readonly<Record<HardDue, string>> = {
  ack: 'No echo came until',
  result: 'No result came until',
  verdict: 'No verdict came until',
}

export function createOverdue(
  parts: Pick<ProtocolParts, 'store' | 'log' | 'hub' | 'clock'> & {
    readonly steps: RoundSteps
    readonly watch: RoundWatch
    readonly asides: Asides
  },
): Overdue {
  const { log, hub, clock, steps, watch, asides } = parts
  const underWay = new Set<string>()

  async function end(taskId: TaskId, { last }: OpenStanding, { what, at }: Due & { what: HardDue }): Promise<void> {
    const ending: Omit<RoundEnding, 'at'> = { reason: TIMEOUTS[what], detail: `${WORDS[what]} ${at}.`, difference: [] }
    await steps.end(ofTheConsole(parts, taskId), taskId, last.round.dispatch.dispatch_id, ending, (open) => {
      // What arrived meanwhile came first.
      const due = hardDue(open)
      return due?.what === what && isPast(due, 0)
    })
  }

  async function warn(taskId: TaskId, { task, last }: OpenStanding): Promise<void> {
    const { dispatch_id, round, heartbeat_seconds } = last.round.dispatch
    const { correlation_id } = task
    const { actor } = ofTheConsole(parts, taskId)
    const written = await log.record({
      ...{ type: 'heartbeat_warning', actor, correlation_id, task_id: taskId, route: null, status: null },
      data: { dispatch_id, round, heartbeat_seconds, executor: last.round.ack?.acked_by ?? null },
    })
    const event = {
      ...written,
      correlation_id,
      task_id: taskId,
      round,
      step: 'heartbeat_warning' as const,
      reason: null,
    }
    hub.publish('heartbeat_warning', event)
    hub.publish('protocol_changed', { ...event, ts: timestamp(clock) })
  }

  /** One at a time for each task. */
  async function once(taskId: TaskId, work: () => Promise<void>): Promise<void> {
    if (underWay.has(taskId)) return
    underWay.add(taskId)
    try {
      await work()
    } finally {
      underWay.delete(taskId)
    }
  }

  function hardDue(open: OpenStanding): (Due & { what: HardDue }) | null {
    const due = watch.due(open)
    if (due === null) return null
    if (due.what !== 'heartbeat') return { ...due, what: due.what }
    return { what: 'result', at: open.last.round.dispatch.deadline }
  }

  const isPast = (due: Due | null, ms: number): boolean => due !== null && Date.parse(due.at) + ms <= clock.now()

  return {
    passed: (taskId, open, what) => {
      const due = watch.due(open)
      if (what === 'heartbeat')
        asides.run('a warning', () =>
          warn(taskId, open).catch((error: unknown) => {
            watch.notWarned(taskId)
            throw error
          }),
        )
      else if (due !== null) asides.run('a timeout', () => once(taskId, () => end(taskId, open, { ...due, what })))
    },
    longOverdue: (standing) => {
      const open = openOf(standing)
      const due = open === null ? null : hardDue(open)
      if (open === null || due === null || !isPast(due, LONG_MS)) return null
      return end(standing.task.task_id, open, due)
    },
    settleAll: async (taskIds, standings) => {
      for (const taskId of taskIds) {
        const task = parts.store.index.get(taskId)?.task ?? null
        if (task === null || task.rounds.length === 0) continue
        const call = ofTheConsole(parts, taskId)
        const standing = standings(task)
        const open = openOf(standing)
        const due = open === null ? null : hardDue(open)
        if (open !== null && due !== null && isPast(due, 0)) await end(taskId, open, due)
        if (standing.phase === 'decided' && standing.reading.last !== null) {
          const ending = { reason: 'withdrawn' as const, detail: 'The task was decided meanwhile.', difference: [] }
          await steps.end(call, taskId, standing.reading.last.round.dispatch.dispatch_id, ending, () => true)
        }
        await steps.lockIfSpent(call, taskId)
      }
    },
  }
}
