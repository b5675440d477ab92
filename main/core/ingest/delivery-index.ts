import type { Assurance, IngressSource } from '../../../contract/assurance.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { DeliveryPage, DeliveryQuery, DeliverySummary } from '../../../contract/delivery.ts'

/** What the log knows about a delivery. */
export interface DeliveryRecord {
  /** `webhook_received`. */
  readonly claim: AuditEvent
  /** The latest `webhook_applied`, once it was carried out; it may have been more than once. */
  readonly result: AuditEvent | null
  /** The task writes done for it so far: `task_created`, `task_updated`, `task_amended`, oldest first. */
  readonly writes: readonly AuditEvent[]
}

export interface DeliveryName {
  readonly source: IngressSource
  readonly delivery_id: string
}

/** What the delivery_id of a row of refusals begins with; the refusal's id follows. */
export const REFUSAL_PREFIX = 'refusal-'

/**
 * Read model of deliveries: derived from the audit log, rebuildable, bounded (100,000 of each source; those carried out go first). Answers include every
 * line committed before the call. Throws AppError `audit_unavailable` as the audit index does.
 */
export interface DeliveryIndex {
  /** Null when it was never claimed. */
  record(source: IngressSource, deliveryId: string): DeliveryRecord | null
  /** The delivery that was first claimed with exactly this body. */
  byBody(source: IngressSource, bodySha256: string): DeliveryName | null
  /** Claimed deliveries about any of these keys, by `event_at`, within that by their ids, the shorter first. At most 500, the latest. */
  about(keys: readonly string[]): readonly DeliveryName[]
  /** Claimed, without a result: after a crash, or dead letters. Oldest first. */
  open(): readonly DeliveryName[]
  /** How many are claimed and were never tried: no result, no failure. */
  waiting(): number
  summary(source: IngressSource, deliveryId: string): DeliverySummary | null
  /** Lines that tell that a delivery came again or that its replay was asked for; newest first, at most `limit`. */
  replays(source: IngressSource, deliveryId: string, limit: number): readonly AuditEvent[]
  /** What the lines of a group of counted events (`refusal_id`) come to, of whatever type they are. */
  counted(refusalId: string): { readonly count: number; readonly bytes: number }
  /** Newest first. Throws AppError `cursor_invalid`. */
  page(query: DeliveryQuery): DeliveryPage
}

/** What was known of the sender when the delivery was claimed. Claims of logs before that was recorded were all signed. */
export function assuranceOf(claim: AuditEvent): Assurance {
  const given = claim.data['assurance']
  return given === 'token' || given === 'none' ? given : 'signed'
}
