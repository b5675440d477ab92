import type { KeyObject } from 'node:crypto'
import type { AnchorDeposit, AnchorState } from '../../../contract/audit-chain.ts'
import type { SignedHead } from '../../../contract/audit-event.ts'
import type { Actor } from '../../../contract/scope.ts'
import { SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import { type Deposit, judgeDeposits } from './anchor-deposit.ts'
import type { AnchorPlace } from './anchor-place.ts'
import type { EventDraft, EventLog } from './event-log.ts'

/** Deposits the signed head outside of the data root. */
export interface Anchoring {
  states(): AnchorState[]
  /** Deposits at every place, side by side; never rejects: what failed is in the states and in the log. One at a time. */
  deposit(what: AnchorDeposit, actor: Actor, deadlineMs: number): Promise<AnchorState[]>
  /** Every deposit that can be read. A place that cannot be reached is in the states and in the log as failed. */
  read(): Promise<readonly Deposit[]>
}

export interface AnchoringParts {
  readonly places: readonly AnchorPlace[]
  readonly key: { readonly publicKey: KeyObject; readonly keyId: string }
  readonly log: Pick<EventLog, 'record'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}

/** How long reading one place may take, in milliseconds. */
const READ_DEADLINE_MS = 30_000

export function createAnchoring(parts: AnchoringParts): Anchoring {
  const { clock, timers } = parts
  const states = new Map<AnchorPlace, AnchorState>(
    parts.places.map((one) => [
      one,
      {
        ...{ kind: one.kind, place: one.place, state: 'off', tried_at: null },
        ...{ anchored_at: null, seq: null, failure: null },
      },
    ]),
  )
  let turn: Promise<unknown> = Promise.resolve()

  const list = (): AnchorState[] => [...states.values()]

  function set(place: AnchorPlace, change: Partial<AnchorState>): void {
    const before = states.get(place)
    if (before !== undefined) states.set(place, { ...before, tried_at: timestamp(clock), ...change })
  }

  async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const late = Promise.withResolvers<never>()
    const stop = timers.after(ms, () => {
      controller.abort()
      late.reject(new Error(`it took longer than ${ms / 1000} seconds`))
    })
    try {
      return await Promise.race([work(controller.signal), late.promise])
    } finally {
      stop()
    }
  }

  async function tell(
    actor: Actor,
    type: 'audit_anchored' | 'audit_anchor_failed',
    place: AnchorPlace,
    more: EventDraft['data'],
  ) {
    const data = { kind: place.kind, place: place.place, ...more }
    const about = { correlation_id: 'audit-log', task_id: null, route: null, status: null }
    await parts.log.record({ type, actor, ...about, data }).catch((err) => {
      parts.logger.error({ err, place: place.place }, 'the line of an anchor could not be written')
    })
  }

  async function fail(actor: Actor, place: AnchorPlace, error: unknown): Promise<void> {
    const failure = error instanceof Error ? error.message : String(error)
    set(place, { state: 'failed', failure })
    parts.logger.error({ place: place.place, failure }, 'the audit log could not be anchored')
    await tell(actor, 'audit_anchor_failed', place, { failure })
  }

  /**
   * Throws when what lies there last is contradicted by this log: adding to it would cover that up. Those before it were held against the
   * log by the check, aside from everything else: to judge thousands here would hold up every request.
   */
  function checkBefore(found: readonly Deposit[], head: SignedHead): boolean {
    const { trusted, bad } = judgeDeposits(found.slice(-1), parts.key)
    if (bad !== null) throw new Error(`${bad.file} line ${bad.line_number}: ${bad.detail}`)
    const last = trusted.at(-1)?.head
    if (last === undefined || last.seq < head.seq) return true
    if (last.seq > head.seq) throw new Error(`line ${last.seq} was deposited there, but this log ends before it`)
    if (last.hash !== head.hash) throw new Error(`another line ${last.seq} was deposited there`)
    return false
  }

  async function depositAt(place: AnchorPlace, what: AnchorDeposit, actor: Actor, deadlineMs: number): Promise<void> {
    const { seq, hash } = what.head
    try {
      const isNew = await within(deadlineMs, async (signal) => {
        const needed = checkBefore(await place.read(signal), what.head)
        if (needed) await place.deposit(what, signal)
        return needed
      })
      set(place, { state: 'ok', anchored_at: timestamp(clock), seq, failure: null })
      if (isNew) await tell(actor, 'audit_anchored', place, { seq, hash, root: what.tree?.root ?? null })
    } catch (error) {
      await fail(actor, place, error)
    }
  }

  function deposit(what: AnchorDeposit, actor: Actor, deadlineMs: number): Promise<AnchorState[]> {
    const mine = turn.then(async () => {
      await Promise.all(parts.places.map((place) => depositAt(place, what, actor, deadlineMs)))
      return list()
    })
    turn = mine
    return mine
  }

  async function readAt(place: AnchorPlace): Promise<readonly Deposit[]> {
    try {
      const found = await within(READ_DEADLINE_MS, (signal) => place.read(signal))
      const last = judgeDeposits(found.slice(-1), parts.key).trusted.at(-1)?.head
      const known = states.get(place)
      if (last !== undefined && known?.state === 'off')
        set(place, { state: 'ok', anchored_at: last.ts, seq: last.seq, failure: null })
      return found
    } catch (error) {
      await fail(SYSTEM, place, error)
      return []
    }
  }

  return {
    states: list,
    deposit,
    read: async () => (await Promise.all(parts.places.map(readAt))).flat(),
  }
}
