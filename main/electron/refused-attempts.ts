import type { Actor } from '../../contract/scope.ts'
import type { EventDraft } from '../core/audit/event-log.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { createPacedLines } from './paced-lines.ts'

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

/** Writes `desktop_attempt_refused`, paced by the kind of attempt, so that a page that tries without end cannot fill the log. */
export function createRefusedAttempts(timers: Timers): RefusedAttempts {
  const lines = createPacedLines<Attempt>(timers)
  return {
    note: (attempt, detail) => lines.note(attempt, attempt, detail),
    recordTo: ({ note, nextCorrelationId }) =>
      lines.writeTo(({ facts: attempt, detail, count }) =>
        note({
          ...{ type: 'desktop_attempt_refused', actor: NOBODY, correlation_id: nextCorrelationId() },
          ...{ task_id: null, route: null, status: null, data: { attempt, detail, count } },
        }),
      ),
    close: lines.close,
  }
}
