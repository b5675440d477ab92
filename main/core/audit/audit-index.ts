import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'

export interface AuditFilter {
  readonly task_id: string | null
  readonly type: AuditEventType | null
  /** Only lines at or after this instant. */
  readonly since_ts: string | null
  /** Only lines with a greater seq. */
  readonly since_seq: number | null
  /** 1 to 1000. */
  readonly limit: number
}

/** What one correlation id leads to. */
export interface Trail {
  readonly events: readonly AuditEvent[]
  /** True when there are older lines than these. */
  readonly truncated: boolean
}

/**
 * Read model of the log: derived, rebuildable at any time. Answers include every line committed before the call. Every question
 * throws AppError `audit_unavailable` while the index cannot be written or the log cannot be read.
 */
export interface AuditIndex {
  /** Oldest first when `since_*` is given, otherwise the latest `limit` lines, oldest first. */
  query(filter: AuditFilter): readonly AuditEvent[]
  /** The latest 10,000 lines, or 64 MiB of them, oldest first. Served requests only if `requests`: else reading a task often would push its decisions out. */
  byCorrelation(correlationId: string, requests: boolean): Trail
  /** `task_write_intended` lines after the last `service_started` that no later line names in `data.intent_seq`. */
  openIntents(): readonly AuditEvent[]
  /** Last line that the index holds on disk. */
  indexedSeq(): number
}
