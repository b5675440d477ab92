import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { TaskFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'

const PAGE_SIZE = 200

/** The list under a filter, page by page, kept up to date by live-cache.ts. */
export function useTaskList(filter: TaskFilter) {
  const { api } = useServices()
  return useInfiniteQuery({
    queryKey: ['tasks', filter],
    queryFn: ({ pageParam, signal }) =>
      api.tasks(
        {
          limit: PAGE_SIZE,
          ...(filter.status === null ? {} : { status: filter.status }),
          ...(filter.source === null ? {} : { source: filter.source }),
          ...(filter.q.trim() === '' ? {} : { q: filter.q.trim() }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    // A list that is not shown is not kept: it would have to be read again anyway.
    gcTime: 0,
  })
}
