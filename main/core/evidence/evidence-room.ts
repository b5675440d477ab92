import type { EvidenceRoomInfo } from '../../../contract/evidence.ts'
import type { EventLog } from '../audit/event-log.ts'
import { SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { EvidenceDisk, EvidenceStock } from './evidence-disk.ts'
import { type Limit, nearLimits, type RoomFacts, type RoomLimits, reachedLimit } from './room-limits.ts'
import { orphanWords, type RoomRefusal, refusalOf, roomWords } from './room-words.ts'

/** How much room the evidence takes and may take. Warns before it is used up, and refuses tools then; it deletes nothing. */
export interface EvidenceRoom {
  info(): EvidenceRoomInfo
  /** What an operator must know, in words. */
  warnings(): string[]
  /** So many bytes were written. */
  grown(bytes: number): void
  /**
   * Before a tool begins that makes evidence: null when there is room. What the disk does not tell stands in nobody's way: a write that
   * fails is told by itself.
   */
  admit(): Promise<RoomRefusal | null>
  /** Counts in the background, and looks at the disk from time to time. */
  begin(): void
  close(): Promise<void>
}

export interface EvidenceRoomParts {
  readonly disk: EvidenceDisk
  readonly limits: () => RoomLimits
  readonly log: Pick<EventLog, 'record'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}

const LOOK_EVERY_MS = 60_000
/** Somebody may have made room by hand: who is refused has it counted anew, but not at every call. */
const COUNT_AGAIN_AFTER_MS = 60_000

interface Known<T> {
  readonly value: T
  readonly at_ms: number
}

export function createEvidenceRoom(parts: EvidenceRoomParts): EvidenceRoom {
  const { disk, clock, logger } = parts
  const stopping = new AbortController()
  let stock: Known<EvidenceStock> | null = null
  /** Written since the count that holds, in bytes. */
  let grown = 0
  let free: Known<number> | null = null
  let near: ReadonlySet<Limit> = new Set()
  let counting: Promise<void> | null = null
  let stopLooking: () => void = () => undefined

  const used = (): number | null => (stock === null ? null : stock.value.bytes + grown)
  const facts = (): RoomFacts => ({ used: used(), free: free?.value ?? null, limits: parts.limits() })
  const instant = (known: Known<unknown> | null): string | null =>
    known === null ? null : timestamp({ now: () => known.at_ms })

  async function count(): Promise<void> {
    // What is written meanwhile may count twice, never not at all: the limit is met too early rather than too late.
    const before = grown
    try {
      stock = { value: await disk.takeStock(stopping.signal), at_ms: clock.now() }
      grown -= before
      const { orphans } = stock.value
      if (orphans.length > 0) logger.warn({ objects: orphans.slice(0, 5) }, orphanWords(orphans))
    } catch (error) {
      if (!stopping.signal.aborted) logger.warn({ err: error }, 'the evidence could not be counted')
    }
  }

  function counted(): Promise<void> {
    counting ??= count().finally(() => {
      counting = null
    })
    return counting
  }

  async function look(): Promise<void> {
    try {
      free = { value: await disk.free(), at_ms: clock.now() }
    } catch (error) {
      logger.warn({ err: error }, 'how much room the disk of the evidence has is not known')
    }
    warn()
  }

  /** A line for each limit that has come near since the last look. */
  function warn(): void {
    if (stopping.signal.aborted) return
    const before = near
    near = nearLimits(facts(), before)
    for (const limit of near)
      if (!before.has(limit))
        void parts.log
          .record({
            ...{ type: 'evidence_budget_warned', actor: SYSTEM, correlation_id: 'evidence', task_id: null },
            ...{ route: null, status: null, data: { limit, ...info() } },
          })
          .catch((error: unknown) => logger.error({ err: error, limit }, 'a warning about room was not recorded'))
  }

  const info = (): EvidenceRoomInfo => ({
    ...{ used_bytes: used(), counted_at: instant(stock), free_bytes: free?.value ?? null, free_at: instant(free) },
    ...parts.limits(),
  })

  function lookAgain(): void {
    stopLooking = parts.timers.after(LOOK_EVERY_MS, () => void look().then(lookAgain))
    if (stopping.signal.aborted) stopLooking()
  }

  return {
    info,
    warnings: () => {
      const orphans = stock?.value.orphans ?? []
      const known = facts()
      const words = [...nearLimits(known, near)].map((limit) => roomWords(limit, known))
      return orphans.length === 0 ? words : [...words, orphanWords(orphans)]
    },
    grown: (bytes) => {
      grown += bytes
      warn()
    },
    admit: async () => {
      await look()
      if (stock === null && parts.limits().budget_bytes !== null) await counted()
      const countedLately = stock !== null && clock.now() - stock.at_ms < COUNT_AGAIN_AFTER_MS
      if (reachedLimit(facts()) === 'budget' && !countedLately) await counted()
      const limit = reachedLimit(facts())
      return limit === null ? null : refusalOf(limit, facts())
    },
    begin: () => {
      void counted().then(look).then(lookAgain)
    },
    close: async () => {
      stopping.abort()
      stopLooking()
      await counting
    },
  }
}
