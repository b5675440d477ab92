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

/** What the log knows about a webhook delivery. */
export interface DeliveryRecord {
  /** `webhook_received`. */
  readonly claim: AuditEvent
  /** `webhook_applied`, once it was carried out. */
  readonly result: AuditEvent | null
  /** The task writes done for it so far: `task_created` and `task_updated`, oldest first. */
  readonly writes: readonly AuditEvent[]
}

/** Read model of the log: derived, rebuildable at any time. Answers include every line committed before the call. */
export interface AuditIndex {
  /** Oldest first when `since_*` is given, otherwise the latest `limit` lines, oldest first. */
  query(filter: AuditFilter): readonly AuditEvent[]
  byCorrelation(correlationId: string): readonly AuditEvent[]
  /** By `data.delivery_id`; null when the delivery was never claimed. */
  delivery(deliveryId: string): DeliveryRecord | null
  /** `task_write_intended` lines after the last `service_started` that no later line names in `data.intent_seq`. */
  openIntents(): readonly AuditEvent[]
  /** Last line that the index holds on disk. */
  indexedSeq(): number
}
