import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'

/** Which lines are wanted; null leaves a condition out. All given conditions must hold. */
export interface PageFilter {
  readonly correlation_id: string | null
  readonly task_id: string | null
  readonly type: AuditEventType | null
  /** `sub` of the actor. */
  readonly actor: string | null
  /** At or after this instant. */
  readonly since_ts: string | null
  /** After this line. */
  readonly since_seq: number | null
  /** Before this instant. */
  readonly until_ts: string | null
  /** Up to this line. */
  readonly until_seq: number | null
  /** False: without lines of type `request_served`. */
  readonly requests: boolean
}

/** `forwards`: the first lines that are wanted after line `from`; otherwise the last ones before it. Null: from the beginning, or the end. */
export interface PagePlace {
  readonly forwards: boolean
  readonly from: number | null
}

export interface Page {
  /** Oldest first; at most 8 MiB of them, but at least one, even if there are more. */
  readonly events: readonly AuditEvent[]
  /** Whether there are more such lines before the first of these, and after the last. */
  readonly older: boolean
  readonly newer: boolean
}

/** Pages over the log, by the read model. Throws AppError `audit_unavailable` like every other question to it. */
export interface AuditPages {
  /** `limit`: 1 to 1000. */
  page(filter: PageFilter, place: PagePlace, limit: number): Page
}
