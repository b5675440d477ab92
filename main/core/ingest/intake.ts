import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { IntakeState, SetIntake } from '../../../contract/intake.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { Call } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { DeliveryHold } from './delivery-hold.ts'
import type { DeliveryService } from './delivery-service.ts'

/**
 * Whether what comes in from outside is carried out. Its state is in the log, so that a stop or a crash in a pause ends in a pause. Once
 * resumed, what waited is carried out in the order in which it came, and what comes meanwhile waits its turn behind it, also when a crash
 * came between.
 */
export interface Intake extends DeliveryHold {
  state(): IntakeState
  /** The line is on the disk before it counts. Saying what is so already changes nothing. Throws AppError `audit_unavailable`. */
  set(call: Call, wanted: SetIntake): Promise<IntakeState>
  /** Told after each change. */
  onChange(listener: (paused: boolean) => void): void
  /** After a start: what was claimed and has no result is carried out, unless the intake is paused. Never rejects. */
  begin(): Promise<void>
  /** Starts nothing more of what waits; resolves when the delivery that is being carried out is done. */
  stop(): Promise<void>
}

export interface IntakeParts {
  readonly log: Pick<EventLog, 'record'>
  readonly index: Pick<AuditIndex, 'query'>
  /** How many deliveries are claimed and were never tried. */
  readonly waiting: () => number
  readonly carryOut: DeliveryService['resume']
  readonly hub: Pick<EventHub, 'publish' | 'latestSeq'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}

/** However many come in a pause, clients are told at most this often how many wait; in milliseconds. */
const TELL_MS = 1000

const RUNNING: Omit<IntakeState, 'held'> = { paused: false, since: null, by: null, reason: null }

export function createIntake(parts: IntakeParts): Intake {
  const { log, hub, logger } = parts
  const listeners = new Set<(paused: boolean) => void>()
  let state = stateOfLog(parts.index)
  /** Rounds over what waits that a resumption or a start began and that have not come to their end. */
  let rounds = 0
  let stopped = false
  let cancelWord: (() => void) | null = null
  let round: Promise<void> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()

  const holds = (): boolean => state.paused || rounds > 0
  const shown = (): IntakeState => ({ ...state, held: holds() ? parts.waiting() : 0 })

  /** One after the other. A round ends in the very moment in which nothing waits any more: what is claimed after it is not held. */
  function carryOut(): Promise<void> {
    rounds += 1
    let over = false
    const end = (): void => {
      if (!over) rounds -= 1
      over = true
    }
    const work = async (): Promise<void> => {
      try {
        const done = await parts.carryOut(() => !state.paused && !stopped, end)
        if (done.finished + done.failed > 0) logger.info({ ...done }, 'claimed deliveries were taken up again')
      } catch (error) {
        logger.error({ err: error }, 'claimed deliveries could not be taken up again')
      } finally {
        end()
      }
    }
    round = round.then(work)
    return round
  }

  async function set(call: Call, { paused, reason: given }: SetIntake): Promise<IntakeState> {
    const reason = given === undefined || given === '' ? null : given
    if (paused === state.paused && (!paused || reason === null || reason === state.reason)) return shown()
    const type = paused ? 'intake_paused' : 'intake_resumed'
    const { actor, correlation_id } = call
    const data = paused ? { reason } : { reason, held: parts.waiting() }
    const written = await log.record({ type, actor, correlation_id, task_id: null, route: null, status: null, data })
    const since = state.paused ? state.since : written.ts
    state = paused ? { paused, since, by: actor.sub, reason } : RUNNING
    if (!paused) void carryOut()
    for (const listener of listeners) listener(paused)
    hub.publish('intake_changed', { ...written, correlation_id, intake: shown() })
    return shown()
  }

  function tellHeld(): void {
    cancelWord = null
    if (!state.paused) return
    const facts = { seq: hub.latestSeq, ts: timestamp(parts.clock), correlation_id: 'system' }
    hub.publish('intake_changed', { ...facts, intake: shown() })
  }

  return {
    state: shown,
    isPaused: () => state.paused,
    holds,
    held: () => {
      if (!stopped) cancelWord ??= parts.timers.after(TELL_MS, tellHeld)
    },
    set: (call, wanted) => {
      const mine = turn.then(() => set(call, wanted))
      turn = mine.catch(() => undefined)
      return mine
    },
    onChange: (listener) => {
      listeners.add(listener)
    },
    begin: async () => {
      if (!state.paused) await carryOut()
    },
    stop: async () => {
      stopped = true
      cancelWord?.()
      await round
    },
  }
}

function stateOfLog(index: Pick<AuditIndex, 'query'>): Omit<IntakeState, 'held'> {
  const newest = (type: AuditEventType): AuditEvent | undefined =>
    index.query({ task_id: null, type, since_ts: null, since_seq: null, limit: 1 })[0]
  const paused = newest('intake_paused')
  if (paused === undefined || paused.seq < (newest('intake_resumed')?.seq ?? 0)) return RUNNING
  const { reason } = paused.data
  return {
    ...{ paused: true, since: paused.ts, by: paused.actor.sub },
    reason: typeof reason === 'string' ? reason : null,
  }
}
