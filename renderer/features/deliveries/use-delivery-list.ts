import type { DeliveryFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { useNewestFirst } from '../../client/use-newest-first.ts'
import { mergedRows, PAGE_SIZE } from './delivery-rows.ts'

/** The deliveries under a filter, newest first, page by page; the newest page follows what is pushed (live-deliveries.ts). */
export function useDeliveryList(filter: DeliveryFilter) {
  const { api } = useServices()
  const question = {
    limit: PAGE_SIZE,
    ...(filter.source === null ? {} : { source: filter.source }),
    ...(filter.state === null ? {} : { state: filter.state }),
    ...(filter.task_id === '' ? {} : { task_id: filter.task_id }),
  }
  return useNewestFirst({
    name: 'deliveries',
    filter,
    read: (cursor, signal) => api.deliveries({ ...question, ...(cursor === null ? {} : { cursor }) }, signal),
    merge: mergedRows,
  })
}
