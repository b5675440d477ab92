import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { ApprovalFilter } from '../../app/governance-route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { APPROVALS_PER_PAGE, approvalRows } from './approval-rows.ts'

/** All approvals that there ever were under a filter, newest first, page by page; the newest page follows what is pushed. */
export function useApprovals(filter: ApprovalFilter) {
  const { api } = useServices()
  const queries = useQueryClient()
  const question = {
    limit: APPROVALS_PER_PAGE,
    ...(filter.state === null ? {} : { state: filter.state }),
    ...(filter.task_id === '' ? {} : { task_id: filter.task_id }),
  }
  const pages = useInfiniteQuery({
    queryKey: ['approvals', filter],
    queryFn: ({ pageParam, signal }) =>
      api.approvals({ ...question, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const newest = useQuery({
    queryKey: ['newest-approvals', filter],
    queryFn: ({ signal }) => api.approvals(question, signal),
    enabled: pages.data !== undefined && !pages.isPlaceholderData,
    gcTime: 0,
  })
  const { rows, hasHole } = useMemo(
    () => approvalRows(pages.data?.pages ?? [], newest.data, filter),
    [pages.data, newest.data, filter],
  )
  useEffect(() => {
    if (hasHole) void queries.invalidateQueries({ queryKey: ['approvals'] })
  }, [hasHole, queries])
  // Without a connection the banner above says it for the whole page; the list's own failure is shown in its place.
  const failure = newest.error === null || pages.error !== null ? null : asFailure(newest.error)
  return {
    pages,
    rows,
    newestFailure: failure === null || failure.code === 'unreachable' ? null : failure.title,
    readNewest: () => void newest.refetch(),
  }
}
