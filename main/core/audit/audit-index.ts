import type { AuditEvent, AuditEventType, LinesLeftOut } from '../../../contract/audit-event.ts'
import type { TrailLimits, TrailSubject } from './trail-lines.ts'

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
  readonly left_out: LinesLeftOut
}

/**
 * Read model of the log: derived, rebuildable at any time. Answers include every line committed before the call. Every question
 * throws AppError `audit_unavailable` while the index cannot be written or the log cannot be read.
 */
export interface AuditIndex {
  /** Oldest first when `since_*` is given, otherwise the latest `limit` lines, oldest first. */
  query(filter: AuditFilter): readonly AuditEvent[]
  /** At most 10,000 lines and 8 MiB of them, chosen by `chooseLines`, oldest first. Served requests only if `requests`. */
  byCorrelation(correlationId: string, requests: boolean): Trail
  /** `task_write_intended` lines after the last `service_started` that no later line names in `data.intent_seq`. */
  openIntents(): readonly AuditEvent[]
  /** Last line that the index holds on disk. */
  indexedSeq(): number
}

/** Lines about a subject for whoever takes them a few at a time. Throws AppError `audit_unavailable` like the index. */
export interface AuditTrails {
  /** Chosen by `chooseLines`; oldest first. */
  choose(
    about: TrailSubject,
    limits: TrailLimits,
  ): { readonly seqs: readonly number[]; readonly left_out: LinesLeftOut }
  /** Throws also when there is no such line. */
  lines(seqs: readonly number[]): readonly AuditEvent[]
}
