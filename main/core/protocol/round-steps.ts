import type { TaskId } from '../../../contract/ids.ts'
import type { EchoDifference } from '../../../contract/protocol.ts'
import type { ProtocolRound, RoundEnding } from '../../../contract/protocol-view.ts'
import type { Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { timestamp } from '../kernel/clock.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import type { TaskStep } from '../tasks/task-service.ts'
import { lineOfEnding } from './due.ts'
import { roundsSpent } from './phase.ts'
import type { ProtocolParts } from './protocol-parts.ts'
import { type OpenStanding, openOf, type Standing, type Standings, withRound } from './standing.ts'
import { MAX_LOCKS } from './task-room.ts'

type Seen = Parameters<ProtocolParts['tasks']['step']>[2]

/** What is written of a round. */
export interface RoundSteps {
  /**
   * One step: `make` says what becomes of the task as it stands, null: nothing. `told` is called once when it is on the disk, also when
   * its audit line is still owed; it must not throw. `wasWritten` false: nothing changed. Rejects with what `make` throws and with what
   * TaskService.step throws.
   */
  write(
    call: Call,
    taskId: TaskId,
    seen: Seen,
    make: (standing: Standing, entry: TaskEntry) => TaskStep | null | Promise<TaskStep | null>,
    told: (written: Task) => void,
  ): Promise<{ readonly entry: TaskEntry; readonly wasWritten: boolean }>
  /** Ends the open round if it is still this one and `still` holds of it. Resolves to whether it did. */
  end(
    call: Call,
    taskId: TaskId,
    dispatchId: string,
    ending: Omit<RoundEnding, 'at'>,
    still: (open: OpenStanding) => boolean,
  ): Promise<boolean>
  /** Locks the task when it has used up its rounds; does nothing otherwise. */
  lockIfSpent(call: Call, taskId: TaskId): Promise<void>
}

/** `moved`: the file says something else now; called before whoever is told of the step. */
export function createRoundSteps(
  parts: Pick<ProtocolParts, 'tasks' | 'store' | 'hub' | 'clock' | 'settings'> & {
    readonly standings: Standings
    readonly moved: (taskId: TaskId) => void
  },
): RoundSteps {
  const { tasks, store, hub, clock, settings, standings, moved } = parts

  function publish(taskId: TaskId, correlation_id: string, step: TaskStep): void {
    const last = standings(step.task).reading.last?.round ?? null
    const [round, reason] = [last?.dispatch.round ?? 0, endingIn(step.change, last)]
    const event = { seq: hub.latestSeq, ts: timestamp(clock), correlation_id, task_id: taskId }
    hub.publish('protocol_changed', { ...event, round, step: step.change, reason })
  }

  /** Whether the file says what a step wanted that failed: then only its audit line is owed. */
  function isThere(taskId: TaskId, step: TaskStep | null): Task | null {
    const task = store.index.get(taskId)?.task ?? null
    if (step === null || task === null || task.version !== step.task.version + 1) return null
    const { rounds, locks } = step.task
    return canonicalJson([task.rounds, task.locks]) === canonicalJson([rounds, locks]) ? task : null
  }

  const write: RoundSteps['write'] = async (call, taskId, seen, make, told) => {
    let made: TaskStep | null = null
    let entry: TaskEntry
    try {
      entry = await tasks.step(call, taskId, seen, async (now) => {
        made = null
        const before = standings(now.task)
        const next = await make(before, now.entry)
        if (next !== null) checkReadsBack(before, standings(next.task), next)
        made = next
        return made
      })
    } catch (error) {
      const written = isThere(taskId, made)
      if (written !== null) {
        moved(taskId)
        told(written)
      }
      throw error
    }
    if (made === null || entry.task === null) return { entry, wasWritten: false }
    publish(taskId, entry.task.correlation_id, made)
    moved(taskId)
    told(entry.task)
    return { entry, wasWritten: true }
  }

  const end: RoundSteps['end'] = async (call, taskId, dispatchId, ending, still) => {
    const { wasWritten } = await write(
      call,
      taskId,
      null,
      (standing) => {
        const open = openRound(standing)
        if (open === null || open.last.round.dispatch.dispatch_id !== dispatchId || !still(open)) return null
        return endStep(open, { ...ending, at: timestamp(clock) })
      },
      nobodyToTell,
    )
    if (wasWritten) await lockIfSpent(call, taskId)
    return wasWritten
  }

  const lockIfSpent: RoundSteps['lockIfSpent'] = async (call, taskId) => {
    await write(
      call,
      taskId,
      null,
      ({ task, reading, phase }) => {
        if (phase !== 'locked' || reading.lock !== null || task.locks.length >= MAX_LOCKS) return null
        const after_round = reading.last?.round.dispatch.round ?? 0
        const spent = roundsSpent(reading)
        const reason = `${spent} rounds were rejected or came to nothing; at most ${settings().max_rounds} are tried.`
        const open = { unlocked_at: null, unlocked_by: null, unlock_reason: null }
        const lock = { locked_at: timestamp(clock), after_round, reason, ...open }
        return {
          task: { ...task, locks: [...task.locks, lock] },
          change: 'task_locked',
          notes: { after_round, rounds_spent: spent, reason },
        }
      },
      nobodyToTell,
    )
  }

  return { write, end, lockIfSpent }
}

/** Whoever watches over the file hears of it by `moved`. */
const nobodyToTell = (): void => undefined

const unread = ({ task, reading }: Standing): number => reading.unreadable + task.locks.length - reading.locks.length

/** What the console writes it reads again: a step that counted for nothing afterwards would take back what it is about. */
function checkReadsBack(before: Standing, after: Standing, { change }: TaskStep): void {
  if (unread(after) <= unread(before)) return
  throw new AppError('validation_failed', `${change}: what was sent does not fit the protocol, so it is not written.`)
}

function endingIn(step: TaskStep['change'], last: ProtocolRound | null): RoundEnding['reason'] | null {
  return last !== null && last.ended !== null && step === lineOfEnding(last.ended.reason) ? last.ended.reason : null
}

/** Also of a task that somebody decided meanwhile: its round is still to be ended. */
function openRound(standing: Standing): OpenStanding | null {
  const open = openOf(standing)
  if (open !== null || standing.phase !== 'decided') return open
  const { last } = standing.reading
  if (last === null || last.round.ended !== null || last.round.verdict !== null) return null
  return { ...standing, phase: 'working', last }
}

/** The file has all of it; a line of the log shall not be long. */
const MAX_NOTED = 5
const MAX_NOTED_TEXT = 300

const shortened = ({ path, expected, given }: EchoDifference) => ({
  path,
  expected: expected?.slice(0, MAX_NOTED_TEXT) ?? null,
  given: given?.slice(0, MAX_NOTED_TEXT) ?? null,
})

const MAX_DETAIL = 4000

/** The step that ends an open round without a verdict. The detail is cut: it may be the words of a program. */
export function endStep({ task, last }: OpenStanding, ending: RoundEnding): TaskStep {
  const { dispatch_id, round } = last.round.dispatch
  const { reason, difference } = ending
  const detail = ending.detail.slice(0, MAX_DETAIL).toWellFormed()
  return {
    task: withRound(task, last.place, { ...last.round, ended: { ...ending, detail } }),
    change: lineOfEnding(reason),
    notes: {
      ...{ dispatch_id, round, reason, detail },
      ...(difference.length === 0 ? {} : { difference: difference.slice(0, MAX_NOTED).map(shortened) }),
    },
  }
}
