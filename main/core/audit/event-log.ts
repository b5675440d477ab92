import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { Actor } from '../../../contract/scope.ts'

type Json = AuditEvent['data'][string]

/** An audit line before the log has given it its place. */
export interface EventDraft {
  readonly type: AuditEventType
  readonly actor: Actor
  readonly correlation_id: string
  readonly task_id: string | null
  readonly route: string | null
  readonly status: number | null
  readonly data: Readonly<Record<string, Json>>
}

/** Where and when a line was written; given only once the disk holds it. */
export interface WrittenEvent {
  readonly seq: number
  readonly ts: string
}

/** A line that the disk holds: `length` bytes (without the line feed) at `offset` of segment `segment` (1, 2, …). */
export interface CommittedLine {
  readonly event: AuditEvent
  readonly segment: number
  readonly offset: number
  readonly length: number
}

export interface LogHead {
  /** Last line on the disk; 0 when the log is empty. */
  readonly seq: number
  /** sha256 of that line; 64 zeros when the log is empty. */
  readonly hash: string
  /** Last line covered by the signed head. */
  readonly signed_seq: number
  /** Why the log cannot be written at the moment, or null. */
  readonly failure: string | null
}

/** The append-only, hash-chained log. Lines are committed in the order of the calls, many in one fdatasync. */
export interface EventLog {
  /** Resolves when the disk holds the line. Rejects with AppError `audit_unavailable`; the line is then not in the log. */
  record(draft: EventDraft): Promise<WrittenEvent>
  /** For lines that nobody waits for, such as reads. A failure shows in `head().failure`. */
  note(draft: EventDraft): void
  head(): LogHead
}
