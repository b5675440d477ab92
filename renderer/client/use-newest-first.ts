import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { asFailure } from './failure.ts'

interface Page {
  readonly next_cursor: string | null
}

interface NewestFirst<P extends Page, R> {
  /** First part of the keys of its queries: `name` and `newest-name`. */
  readonly name: string
  /** What is asked for; another filter is another list. */
  readonly filter: object
  /** One page from `cursor` on; null: the newest. */
  read(cursor: string | null, signal: AbortSignal): Promise<P>
  /** The pages as they were read, with the newest page laid over them. `hasHole`: what lies between is not known. Keep it stable. */
  merge(pages: readonly P[], newest: P | undefined): { readonly rows: readonly R[]; readonly hasHole: boolean }
}

/** A list that grows at its top, page by page; only the newest page is read again when something is pushed. */
export function useNewestFirst<P extends Page, R>({ name, filter, read, merge }: NewestFirst<P, R>) {
  const queries = useQueryClient()
  const pages = useInfiniteQuery({
    queryKey: [name, filter],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: P) => page.next_cursor,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const isShown = pages.data !== undefined && !pages.isPlaceholderData
  const newest = useQuery({
    queryKey: [`newest-${name}`, filter],
    queryFn: ({ signal }) => read(null, signal),
    enabled: isShown,
    gcTime: 0,
  })
  const { rows, hasHole } = useMemo(() => merge(pages.data?.pages ?? [], newest.data), [merge, pages.data, newest.data])
  useEffect(() => {
    if (hasHole) void queries.invalidateQueries({ queryKey: [name] })
  }, [hasHole, name, queries])
  // Without rows the list's own failure is shown in their place; that the next page could not be read is said below the last row.
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
