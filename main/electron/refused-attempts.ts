import type { Actor } from '../../contract/scope.ts'
import type { EventDraft } from '../core/audit/event-log.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { oneLine } from '../core/remote/cut-text.ts'

/** What a page or a link tried that is not a call of the door. */
export type Attempt =
  | 'navigation'
  | 'new_window'
  | 'web_view'
  | 'permission'
  | 'device'
  | 'screen_capture'
  | 'network'
  | 'policy'
  | 'download'
  | 'drop'
  | 'developer_tools'
  | 'message'
  | 'deep_link'

export interface RefusedAttempts {
  /** `detail` may be anything: it is made inert here. */
  note(attempt: Attempt, detail: string): void
  /** Where the lines go from now on. What was refused before is written first. */
  recordTo(record: AttemptRecord): void
  /** Writes what is still counted. What comes later is not recorded any more. */
  close(): void
}

export interface AttemptRecord {
  readonly note: (line: EventDraft) => void
  readonly nextCorrelationId: () => string
}

/** Whoever tried it has no authority, whatever page it was. */
const NOBODY: Actor = { sub: 'desktop-page', scopes: [], door: 'desktop' }

/** At most one line of a kind in this time, in milliseconds. */
const PAUSE_MS = 1000
/** Different details of one kind that are kept for its next line. */
const MOST_DETAILS = 8
const DETAIL_LENGTH = 300

interface Counted {
  count: number
  readonly details: Set<string>
}

/**
 * Writes `desktop_attempt_refused`. The first attempt of a kind has its line at once; what follows within a second is counted and shares
 * one line, so that a page that tries without end cannot fill the log. Memory is bounded by the kinds that there are.
 */
export function createRefusedAttempts(timers: Timers): RefusedAttempts {
  const counted = new Map<Attempt, Counted>()
  const pauses = new Map<Attempt, () => void>()
  let record: AttemptRecord | null = null

  function write(attempt: Attempt): void {
    const { count, details } = counted.get(attempt) ?? { count: 0, details: new Set<string>() }
    if (record === null || count === 0) return
    counted.delete(attempt)
    const detail = oneLine([...details].join('; '), DETAIL_LENGTH)
    record.note({
      ...{ type: 'desktop_attempt_refused', actor: NOBODY, correlation_id: record.nextCorrelationId() },
      ...{ task_id: null, route: null, status: null, data: { attempt, detail, count } },
    })
  }

  function writeAndPause(attempt: Attempt): void {
    write(attempt)
    pauses.set(
      attempt,
      timers.after(PAUSE_MS, () => {
        pauses.delete(attempt)
        if (counted.has(attempt)) writeAndPause(attempt)
      }),
    )
  }

  return {
    note: (attempt, detail) => {
      const before = counted.get(attempt) ?? { count: 0, details: new Set<string>() }
      before.count += 1
      if (before.details.size < MOST_DETAILS) before.details.add(oneLine(detail.slice(0, 2000), DETAIL_LENGTH))
      counted.set(attempt, before)
      if (record !== null && !pauses.has(attempt)) writeAndPause(attempt)
    },
    recordTo: (to) => {
      record = to
      for (const attempt of [...counted.keys()]) writeAndPause(attempt)
    },
    close: () => {
      for (const attempt of [...counted.keys()]) write(attempt)
      for (const cancel of pauses.values()) cancel()
      pauses.clear()
      record = null
    },
  }
}
