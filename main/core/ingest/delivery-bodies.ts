import type { Assurance, IngressSource } from '../../../contract/assurance.ts'

/** A delivery as it came in: what is kept of it so that it can be looked at and carried out again. */
export interface StoredDelivery {
  readonly source: IngressSource
  readonly delivery_id: string
  readonly event: string
  /** What was known of its sender when it was claimed. */
  readonly assurance: Assurance
  readonly received_at: string
  /** Secrets redacted. */
  readonly headers: Readonly<Record<string, string>>
  readonly raw: Uint8Array
}

/** Bodies of claimed deliveries under `audit/deliveries/`, bounded in number and bytes; the oldest finished ones go first. */
export interface DeliveryBodies {
  /** Durable when it resolves. Throws AppError `storage_failed`. */
  keep(delivery: StoredDelivery): Promise<void>
  /** Null when it is no longer kept, or damaged. */
  read(source: IngressSource, deliveryId: string): Promise<StoredDelivery | null>
}
