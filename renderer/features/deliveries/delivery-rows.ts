import { IngressSource } from '../../../contract/assurance.ts'
import type { DeliveryPage, DeliverySummary } from '../../../contract/delivery.ts'
import type { DeliveryName } from '../../app/route.ts'

/** Rows of one page of the list. */
export const PAGE_SIZE = 100

export interface DeliveryRows {
  /** Newest first. */
  readonly rows: readonly DeliverySummary[]
  /** More came in than one page holds: there are rows between the two readings that neither knows. */
  readonly hasHole: boolean
}

/** The pages as they were read once, with the newest page as it is now laid over them. A row's seq never changes. */
export function mergedRows(pages: readonly DeliveryPage[], newest: DeliveryPage | undefined): DeliveryRows {
  const loaded = pages.flatMap((page) => page.items)
  if (newest === undefined) return { rows: loaded, hasHole: false }
  const last = newest.items.at(-1)
  if (newest.next_cursor === null || last === undefined) return { rows: newest.items, hasHole: false }
  const below = loaded.filter(({ seq }) => seq < last.seq)
  const highest = loaded[0]?.seq ?? Number.NEGATIVE_INFINITY
  return { rows: [...newest.items, ...below], hasHole: highest < last.seq }
}

/** One text per delivery, for lists that need one. */
export function deliveryKey({ source, delivery_id }: DeliveryName): string {
  return `${source} ${delivery_id}`
}

export function nameOfKey(key: string): DeliveryName {
  const end = key.indexOf(' ')
  return { source: IngressSource.parse(key.slice(0, end)), delivery_id: key.slice(end + 1) }
}
