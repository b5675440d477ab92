import type { TaskId } from '../../../contract/ids.ts'
import type { RoundEnding } from '../../../contract/protocol-view.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import { type Due, dueOf, type Hearing } from './due.ts'
import type { ProtocolParts } from './protocol-parts.ts'
import { type OpenStanding, openOf, type Standings } from './standing.ts'

/** A due that has passed gets this long, in milliseconds: what has arrived by then and was not read yet still counts. */
export const GRACE_MS = 1000
/** The longest single delay: timers stand still while a machine sleeps, the clock does not. */
const SLICE_MS = 15_000
/** A delay that ends later than this was not listened through: what was sent meanwhile could not be heard. */
const DEAF_MS = 250

/**
 * What is known of an open round besides its file. `heard_at`: last heartbeat; `heard_before`: last one that an earlier process wrote down;
 * `deaf_ms`: how long nobody could listen since.
 */
interface Watched {
  readonly dispatch_id: string
  readonly heard_before: number | null
  heard_at: number | null
  deaf_ms: number
  late: boolean
  cancel: () => void
}

/** Watches over what is due in open rounds, and notices when one is over, whoever ended it. */
export interface RoundWatch {
  /** The file of the task may say something else now. */
  refresh(taskId: TaskId): void
  /** The executor gave a sign of life just now. Resolves to whether it was late with it. */
  heard(taskId: TaskId): boolean
  /** The warning could not be written down: it is given again. */
  notWarned(taskId: TaskId): void
  hearing(open: OpenStanding): Hearing
  lastHeard(open: OpenStanding): number | null
  /** What is due of an open round; null while the console itself is at work. */
  due(open: OpenStanding): Due | null
  begin(): void
  close(): void
}

export interface WatchEvents {
  /** Nobody came in time; called after the grace. Is called again when nothing changed by it. */
  overdue(taskId: TaskId, open: OpenStanding, what: Due['what']): void
  /** The round that was open is over without a verdict, or is not in the file any more. */
  over(taskId: TaskId, dispatchId: string, ending: RoundEnding): void
}

export function createRoundWatch(
  parts: Pick<ProtocolParts, 'store' | 'clock' | 'timers' | 'index'> & { readonly standings: Standings },
  events: WatchEvents,
): RoundWatch {
  const { store, clock, timers, standings } = parts
  const watched = new Map<string, Watched>()
  let startedAt = Number.POSITIVE_INFINITY
  let isClosed = false

  function hearing({ task, last }: OpenStanding): Hearing {
    const one = watched.get(task.task_id)
    const { dispatch, ack } = last.round
    const known = one?.dispatch_id === dispatch.dispatch_id ? one : null
    const from = Math.max(instant(ack?.acked_at), Number.isFinite(startedAt) ? startedAt : 0, known?.heard_at ?? 0)
    return { since: from + (known?.deaf_ms ?? 0), late: known?.late ?? false }
  }

  const due = (open: OpenStanding): Due | null => dueOf(open.last.round, open.phase, hearing(open))

  function openNow(taskId: string): OpenStanding | null {
    const task = store.index.get(taskId)?.task ?? null
    return task === null ? null : openOf(standings(task))
  }

  function arm(taskId: TaskId, one: Watched): void {
    one.cancel()
    one.cancel = () => undefined
    const open = openNow(taskId)
    const next = open === null ? null : due(open)
    if (isClosed || next === null) return
    const left = instant(next.at) - clock.now()
    if (left > 0) wait(taskId, one, Math.min(left, SLICE_MS), () => arm(taskId, one))
    // Only what has passed for good: an arrival that waits to be read comes first.
    else wait(taskId, one, GRACE_MS, () => confirm(taskId, one))
  }

  function wait(taskId: TaskId, one: Watched, ms: number, then: () => void): void {
    const until = clock.now() + ms
    one.cancel = timers.after(ms, () => {
      const late = clock.now() - until
      if (late > DEAF_MS) one.deaf_ms += late
      if (watched.get(taskId) === one) then()
    })
  }

  function confirm(taskId: TaskId, one: Watched): void {
    const open = openNow(taskId)
    const passed = open === null ? null : due(open)
    if (open !== null && passed !== null && instant(passed.at) <= clock.now()) {
      if (passed.what === 'heartbeat') one.late = true
      events.overdue(taskId, open, passed.what)
    }
    // Until it is on the disk it is asked again; the grace is the pause.
    arm(taskId, one)
  }

  function lastInLog(open: OpenStanding): number | null {
    if (open.last.round.ack === null) return null
    const filter = { task_id: open.task.task_id, type: 'heartbeat_received' as const }
    try {
      const line = parts.index.query({ ...filter, since_ts: null, since_seq: null, limit: 1 })[0]
      return line?.data['dispatch_id'] === open.last.round.dispatch.dispatch_id ? instant(line.ts) : null
    } catch {
      // Only shown; what is due does not hang on it.
      return null
    }
  }

  function refresh(taskId: TaskId): void {
    if (isClosed || !Number.isFinite(startedAt)) return
    const entry = store.index.get(taskId)
    const known = watched.get(taskId)
    // A file that cannot be read at this moment says nothing: what was open stays open until it can.
    if (entry !== undefined && entry.task === null) return
    const open = openNow(taskId)
    const current = open?.last.round.dispatch.dispatch_id ?? null
    if (known !== undefined && known.dispatch_id !== current) {
      known.cancel()
      watched.delete(taskId)
      const ending = endingOf(entry, known.dispatch_id)
      if (ending !== null) events.over(taskId, known.dispatch_id, ending)
    }
    if (open === null || current === null) return
    const one = watched.get(taskId) ?? { dispatch_id: current, heard_at: null, heard_before: lastInLog(open), ...FRESH }
    watched.set(taskId, one)
    arm(taskId, one)
  }

  /** Null when the round came to its verdict. */
  function endingOf(entry: TaskEntry | undefined, dispatchId: string): RoundEnding | null {
    const task = entry?.task ?? null
    const rounds = task === null ? [] : standings(task).reading.rounds
    const round = rounds.find(({ round: { dispatch } }) => dispatch.dispatch_id === dispatchId)?.round ?? null
    if (round !== null && round.ended !== null) return round.ended
    if (round !== null && round.verdict !== null) return null
    const detail =
      round === null ? 'The task file does not have this round any more.' : 'The task was decided meanwhile.'
    return { reason: 'withdrawn', at: new Date(clock.now()).toISOString(), detail, difference: [] }
  }

  return {
    refresh,
    hearing,
    due,
    heard: (taskId) => {
      const one = watched.get(taskId)
      if (one === undefined) return false
      const wasLate = one.late
      Object.assign(one, { heard_at: clock.now(), deaf_ms: 0, late: false })
      arm(taskId, one)
      return wasLate
    },
    notWarned: (taskId) => {
      const one = watched.get(taskId)
      if (one !== undefined) one.late = false
      refresh(taskId)
    },
    lastHeard: (open) => {
      const one = watched.get(open.task.task_id)
      return one?.dispatch_id === open.last.round.dispatch.dispatch_id ? (one.heard_at ?? one.heard_before) : null
    },
    begin: () => {
      startedAt = clock.now()
      for (const taskId of store.index.ids()) refresh(taskId as TaskId)
    },
    close: () => {
      isClosed = true
      for (const one of watched.values()) one.cancel()
      watched.clear()
    },
  }
}

const FRESH = { deaf_ms: 0, late: false, cancel: (): void => undefined }

/** Milliseconds since the epoch; what cannot be read as an instant is long ago. */
function instant(at: string | null | undefined): number {
  const ms = Date.parse(at ?? '')
  return Number.isNaN(ms) ? 0 : ms
}
