import type { Actor } from '../../../contract/scope.ts'
import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import { type Counted, countDraft } from './count-draft.ts'
import type { RefusalJournal, RefusalTally } from './refusal-journal.ts'

/** Something that anybody may cause as often as he likes. */
export interface CountedEvent {
  readonly type: EventDraft['type']
  readonly actor: Actor
  readonly route: string | null
  readonly status: number | null
  /** What kind it is: a name of few, never the sender's words. */
  readonly kind: string
  /** Who caused it, as far as it is known. */
  readonly address: string | null
  /** The same for every event of this type, kind and address. */
  readonly facts: EventDraft['data']
  readonly bytes: number
  readonly correlation_id: string
}

/**
 * Audit lines that hold a count, so that whoever floods the console cannot make it write a line each time. The first event of a group
 * (type, kind, address) after a quiet window is written at once; those that follow within a window become one line at its end. No count
 * is lost: what the log cannot take is written with the next window, and the journal holds what a killed process had not written.
 */
export interface CountedLines {
  /** Returns the group's id, which all its lines carry as `refusal_id`, and which of the group it is. Never throws, never waits; null once closed. */
  count(event: CountedEvent): { readonly id: string; readonly nth: number } | null
  /** Writes every count that waits and resolves when the log has answered. */
  flush(): Promise<void>
  /** Flushes and stops. What comes later is told to the logger only. */
  close(): Promise<void>
}

export interface CountedLinesParts {
  readonly log: Pick<EventLog, 'record'>
  readonly journal: Pick<RefusalJournal, 'counted' | 'settled'>
  readonly clock: Clock
  readonly ids: IdSource
  readonly timers: Timers
  readonly logger: Logger
  readonly windowMs: number
  /** Groups at the same time; beyond that, further addresses of a kind share one group whose address is null. */
  readonly maxGroups: number
  /** New groups with an address within a window; beyond that, likewise. */
  readonly maxFresh: number
  /** After a line has reached the disk. */
  readonly onWritten: (draft: EventDraft, written: WrittenEvent) => void
}

/** Mutable: a flood must not make an object of a dozen fields for each request. */
type Tally = { -readonly [Name in keyof RefusalTally]: RefusalTally[Name] }

interface Group {
  readonly tally: Tally
  pending: Counted | null
  /** Lines on their way to the disk. */
  writing: number
  cancel: () => void
}

export function createCountedLines(parts: CountedLinesParts): CountedLines {
  const groups = new Map<string, Group>()
  const inFlight = new Set<Promise<void>>()
  let closed = false
  let late = 0
  let fresh = { since: 0, count: 0 }

  /** Whether one more address may have lines of its own: whoever has many addresses must not fill the log with first lines. */
  function mayOpen(now: number): boolean {
    if (now - fresh.since >= parts.windowMs) fresh = { since: now, count: 0 }
    fresh.count += 1
    return fresh.count <= parts.maxFresh && groups.size < parts.maxGroups
  }

  const keyOf = (event: CountedEvent, address: string | null): string =>
    `${event.type}\n${event.kind}\n${address === null ? '' : `@${address}`}`

  function settle({ tally, pending, writing }: Group): void {
    if (writing > 0) return
    if (pending === null) {
      parts.journal.settled(tally.id)
      return
    }
    tally.since_ms = pending.first_ms
    tally.correlation_id = pending.correlation_id
    parts.journal.counted(tally)
  }

  function write(group: Group): void {
    const { pending } = group
    if (pending === null) return
    group.pending = null
    group.writing += 1
    const draft = countDraft(group.tally, pending)
    const work = parts.log
      .record(draft)
      .then(
        (written) => parts.onWritten(draft, written),
        () => {
          group.pending = merged(pending, group.pending)
        },
      )
      .finally(() => {
        group.writing -= 1
        inFlight.delete(work)
        settle(group)
      })
    inFlight.add(work)
  }

  function arm(key: string, group: Group): void {
    group.cancel = parts.timers.after(parts.windowMs, () => {
      if (group.pending === null && group.writing === 0) {
        groups.delete(key)
        return
      }
      write(group)
      arm(key, group)
    })
  }

  function open(key: string, event: CountedEvent, one: Counted): Group {
    const { type, actor, route, status, facts, address } = event
    const tally = { id: parts.ids.hex(8), type, actor, route, status, facts, address, total: 0, bytes: 0, ...NEVER }
    const group: Group = { tally, pending: null, writing: 0, cancel: () => undefined }
    groups.set(key, group)
    add(group, one)
    write(group)
    arm(key, group)
    return group
  }

  function add(group: Group, one: Counted): void {
    const { tally } = group
    if (group.pending === null && group.writing === 0) {
      tally.since_ms = one.first_ms
      tally.correlation_id = one.correlation_id
    }
    tally.total += one.count
    tally.bytes += one.bytes
    tally.last_ms = one.last_ms
    group.pending = merged(group.pending, one)
    parts.journal.counted(tally)
  }

  async function flush(): Promise<void> {
    for (const group of groups.values()) write(group)
    await Promise.all(inFlight)
  }

  return {
    count: (event) => {
      if (closed) {
        late += 1
        if (late === 1) parts.logger.warn({ type: event.type, kind: event.kind }, 'refused after the last line')
        return null
      }
      const now = parts.clock.now()
      const { bytes, correlation_id } = event
      const one: Counted = { count: 1, bytes, first_ms: now, last_ms: now, correlation_id }
      const own = keyOf(event, event.address)
      const crowded = !groups.has(own) && event.address !== null && !mayOpen(now)
      const key = crowded ? keyOf(event, null) : own
      const known = groups.get(key)
      if (known !== undefined) add(known, one)
      const { tally } = known ?? open(key, crowded ? { ...event, address: null } : event, one)
      return { id: tally.id, nth: tally.total }
    },
    flush,
    close: async () => {
      closed = true
      for (const group of groups.values()) group.cancel()
      await Promise.all(inFlight)
      await flush()
      const waiting = [...groups.values()].reduce((sum, { pending }) => sum + (pending?.count ?? 0), 0)
      if (waiting > 0)
        parts.logger.error({ waiting }, 'counts of refusals are left to the next start: the log takes none')
    },
  }
}

const NEVER = { correlation_id: '', since_ms: 0, last_ms: 0 }

function merged(earlier: Counted | null, later: Counted | null): Counted | null {
  if (earlier === null || later === null) return earlier ?? later
  return {
    count: earlier.count + later.count,
    bytes: earlier.bytes + later.bytes,
    first_ms: earlier.first_ms,
    last_ms: later.last_ms,
    correlation_id: earlier.correlation_id,
  }
}
