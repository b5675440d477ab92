import type { EventDraft } from '../audit/event-log.ts'
import type { RefusalSample } from './refusal-samples.ts'

/** What was counted of a group, of which the log may not hold all yet. */
export interface RefusalTally {
  /** `refusal_id` of its lines. */
  readonly id: string
  readonly type: EventDraft['type']
  readonly actor: EventDraft['actor']
  readonly route: string | null
  readonly status: number | null
  readonly facts: EventDraft['data']
  readonly address: string | null
  /** Ever. */
  readonly total: number
  /** Of all of them. */
  readonly bytes: number
  /** Of the first that may not be in the log. */
  readonly correlation_id: string
  /** When that came, in milliseconds since 1970. */
  readonly since_ms: number
  readonly last_ms: number
}

/**
 * What a killed process must not forget of those whom it refused: how many there were, and samples of them. Written to the disk in batches
 * beside the work, never for a single request; at most the last quarter of a second is lost with the process. Nothing here throws or waits.
 */
export interface RefusalJournal {
  keep(sample: RefusalSample): void
  /** The group's count has changed. The tally is read when it is written, so later changes need no copy. */
  counted(tally: RefusalTally): void
  /** The log holds all of the group that was counted. */
  settled(refusalId: string): void
  /** What is kept of a group, newest first, also from before the last start. */
  samples(refusalId: string): readonly RefusalSample[]
  /** Groups of earlier runs of which the log may not hold all. */
  owed(): readonly RefusalTally[]
}
