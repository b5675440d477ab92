import type { AuditEvent, AuditEventType, AuditPage, AuditQuery } from '../../../contract/audit-event.ts'

/** What is asked of the log; null: any. */
export interface AuditQuestion {
  readonly correlation_id: string | null
  readonly task_id: string | null
  readonly type: AuditEventType | null
  readonly actor: string | null
  /** Instants in UTC. */
  readonly since: string | null
  readonly until: string | null
  readonly requests: boolean
  /** Line from which to read both ways; null: from the end of the log backwards. */
  readonly at: number | null
}

/** Lines newest first; `older` is the cursor with which to go on, or null at the first line asked for. */
export interface AuditChunk {
  readonly lines: readonly AuditEvent[]
  readonly older: string | null
}

type Asked = Partial<AuditQuery>

const PER_PAGE = 200
/** What was written since the page was opened is read in one piece, so that the page goes on following. */
const NEWER_AT_ONCE = 1_000
/** So many lines stand above the line that was asked for. */
const AROUND = 50

/** The lines before `cursor`; without one, those up to the line asked for, or the last ones. */
export function olderQuery(question: AuditQuestion, cursor: string | null): Asked {
  const until = question.at ?? question.until
  return {
    ...filters(question),
    ...(until === null ? {} : { until }),
    // `since` alone makes the service read forwards.
    ...(question.since === null ? {} : { since: question.since, cursor: cursor ?? 'newest' }),
    ...(cursor === null ? {} : { cursor }),
    limit: PER_PAGE,
  }
}

/** A page that was read backwards, newest first. */
export const chunkOf = (page: AuditPage): AuditChunk => ({
  lines: page.items.toReversed(),
  older: page.older_cursor,
})

/** The lines after the line `after`; 0: from the beginning of what is asked for. */
export function newerQuery(question: AuditQuestion, after: number): Asked {
  return {
    ...filters(question),
    since: after === 0 && question.since !== null ? question.since : after,
    ...(question.until === null ? {} : { until: question.until }),
    limit: question.at === null ? NEWER_AT_ONCE : AROUND,
  }
}

function filters({ correlation_id, task_id, type, actor, requests }: AuditQuestion): Asked {
  return {
    ...(correlation_id === null ? {} : { correlation_id }),
    ...(task_id === null ? {} : { task_id }),
    ...(type === null ? {} : { type }),
    ...(actor === null ? {} : { actor }),
    // A type that is asked for by its name is shown whatever it is.
    requests: requests || type !== null ? 'true' : 'false',
  }
}
