import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { DeliveryFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { mergedRows, PAGE_SIZE } from './delivery-rows.ts'

/** The deliveries under a filter, newest first, page by page; the newest page follows what is pushed (live-deliveries.ts). */
export function useDeliveryList(filter: DeliveryFilter) {
  const { api } = useServices()
  const queries = useQueryClient()
  const question = {
    limit: PAGE_SIZE,
    ...(filter.source === null ? {} : { source: filter.source }),
    ...(filter.state === null ? {} : { state: filter.state }),
    ...(filter.task_id === '' ? {} : { task_id: filter.task_id }),
  }
  const pages = useInfiniteQuery({
    queryKey: ['deliveries', filter],
    queryFn: ({ pageParam, signal }) =>
      api.deliveries({ ...question, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const newest = useQuery({
    queryKey: ['newest-deliveries', filter],
    queryFn: ({ signal }) => api.deliveries(question, signal),
    enabled: pages.data !== undefined && !pages.isPlaceholderData,
    gcTime: 0,
  })
  const { rows, hasHole } = useMemo(() => mergedRows(pages.data?.pages ?? [], newest.data), [pages.data, newest.data])
  useEffect(() => {
    if (hasHole) void queries.invalidateQueries({ queryKey: ['deliveries'] })
  }, [hasHole, queries])
  // Without rows the list's own failure is shown in their place; that the next page could not be read is said below the last row.
  const isShown = pages.data !== undefined && !pages.isPlaceholderData
  const stale = newest.error ?? (pages.isFetchNextPageError ? null : pages.error)
  return {
    pages,
    rows,
    staleness: isShown && stale !== null ? asFailure(stale) : null,
    readAgain: () => {
      void newest.refetch()
      if (pages.error !== null) void pages.refetch()
    },
  }
}
