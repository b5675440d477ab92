import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { DeliveryPage } from '../../../contract/delivery.ts'
import { createThrottle } from '../../app/throttle.ts'

/** Carries pushed events about deliveries into the list and the open delivery. */
export interface LiveDeliveries {
  /** `delivery_id` is empty for refusals. */
  told(delivery: { readonly source: string; readonly delivery_id: string }): void
  stop(): void
}

const NEWEST = 500
const OLDER = 3_000

export function createLiveDeliveries(client: QueryClient): LiveDeliveries {
  const invalidate = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey })
  const readNewest = createThrottle(NEWEST, () => invalidate(['newest-deliveries']))
  const readOlder = createThrottle(OLDER, () => invalidate(['deliveries']))

  /** Whether the row is in the list, but not in the newest page, which is read again anyway. */
  function isOlder(source: string, id: string): boolean {
    const has = (page: DeliveryPage | undefined) =>
      page?.items.some((row) => row.source === source && row.delivery_id === id) === true
    const newest = client.getQueriesData<DeliveryPage>({ queryKey: ['newest-deliveries'] })
    const lists = client.getQueriesData<InfiniteData<DeliveryPage>>({ queryKey: ['deliveries'] })
    return !newest.some(([, page]) => has(page)) && lists.some(([, list]) => list?.pages.some(has) === true)
  }

  return {
    told: ({ source, delivery_id }) => {
      // Which row a refusal is counted in is not told: an open one is read again.
      invalidate(delivery_id === '' ? ['delivery', source] : ['delivery', source, delivery_id])
      if (delivery_id !== '' && isOlder(source, delivery_id)) readOlder.ask()
      readNewest.ask()
    },
    stop: () => {
      readNewest.stop()
      readOlder.stop()
    },
  }
}
