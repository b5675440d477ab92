import type { DeliveryResult } from '../../contract/delivery.ts'

/** A write that the console answered with success: from then on it is promised. */
export interface PromisedWrite {
  readonly change: 'task_created' | 'task_approved' | 'task_rejected'
  readonly task_id: string
  /** ETag of the answer: sha256 of the bytes that were stored. */
  readonly sha: string
}

/** A delivery as GitHub would keep it, to send it again. */
export interface SentDelivery {
  readonly delivery_id: string
  readonly event: string
  readonly body: string
  /** Answers that did not say `replayed`: at most one may ever come. */
  carried_out: number
  /** The first whole answer. */
  answer: DeliveryResult | null
}

/** What the outside world knows of one data root: all that it was told, nothing that it guesses. */
export interface Ledger {
  readonly writes: PromisedWrite[]
  readonly deliveries: SentDelivery[]
  /** Answers that nothing in the load explains, such as a 500. */
  readonly strange: string[]
  /** Requests that were cut off. */
  unanswered: number
}

export function emptyLedger(): Ledger {
  return { writes: [], deliveries: [], strange: [], unanswered: 0 }
}
