import type { ExternalRef } from '../../../../contract/outside-refs.ts'
import { sha256 } from '../../kernel/sha256.ts'

/** What one event shows of an issue or pull request. */
export interface Shown {
  readonly title: string
  readonly request_text: string
  readonly external_ref: Omit<ExternalRef, 'order_key' | 'received_at'>
}

/** Ends of a life come after what happened in it: a bot that labels and closes within a second has closed. */
const RANK: ReadonlyMap<string, number> = new Map([
  ['opened', 0],
  ['closed', 2],
  ['reopened', 3],
])
const ANY_OTHER = 1
const NO_TIME = '0'.repeat(15)

/**
 * The place of an event among those of the same second about the same issue or pull request, which is as fine as `updated_at` is: the
 * greater text is the later one. First the time in the delivery's id, then what usually comes first, then the words themselves. It is
 * made of the delivery alone, so it is the same whenever that arrives, and it puts any two events that show different things in order.
 * An id without a time lies before every one with it: asking the words only where one of two has none would go round in circles.
 */
export function orderKey(deliveryId: string, action: string, shown: Shown): string {
  const rank = RANK.get(action) ?? ANY_OTHER
  return `${timeOfUuid(deliveryId) ?? NO_TIME}.${rank}.${sha256(JSON.stringify(shown)).slice(0, 32)}`
}

/** time_low, time_mid, version and time_high, variant and clock_seq, node: https://www.rfc-editor.org/rfc/rfc9562#section-5.1 */
const UUID_V1 = /^([0-9a-f]{8})-([0-9a-f]{4})-1([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * The 60-bit time of a UUID of version 1 in steps of 100 ns, as 15 hex digits that sort as text; null for anything else. GitHub makes
 * `X-GitHub-Delivery` so, once for each event (https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers).
 */
function timeOfUuid(id: string): string | null {
  const [, low, mid, high] = UUID_V1.exec(id.toLowerCase()) ?? []
  return low === undefined ? null : `${high}${mid}${low}`
}
