import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure, type Failure } from '../../client/failure.ts'
import { type AuditQuestion, chunkOf, newerQuery, olderQuery } from './audit-pages.ts'

/** The lines asked for, newest first, with the ways on in both directions. */
export interface AuditLinesRead {
  readonly lines: readonly AuditEvent[]
  readonly failure: Failure | null
  readonly isPending: boolean
  readonly isReading: boolean
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  older(): void
  newer(): void
  retry(): void
}

export function useAuditLines(question: AuditQuestion): AuditLinesRead {
  const { api } = useServices()
  const older = useInfiniteQuery({
    queryKey: ['audit', question],
    queryFn: async ({ pageParam, signal }) => chunkOf(await api.audit(olderQuery(question, pageParam), signal)),
    initialPageParam: null as string | null,
    getNextPageParam: (chunk) => chunk.older,
    gcTime: 0,
  })
  const top = older.data?.pages[0]?.lines[0]?.seq ?? question.at ?? 0
  // Read again when something was pushed (live-cache.ts): lines that came after the newest one of the first reading.
  const newer = useInfiniteQuery({
    queryKey: ['newest', question, top],
    queryFn: ({ pageParam, signal }) => api.audit(newerQuery(question, pageParam), signal),
    initialPageParam: top,
    getNextPageParam: (page) => page.next_since,
    enabled: older.data !== undefined,
    gcTime: 0,
  })
  const lines = useMemo(
    () => [
      ...(newer.data?.pages.flatMap((page) => page.items).toReversed() ?? []),
      ...(older.data?.pages.flatMap((chunk) => chunk.lines) ?? []),
    ],
    [newer.data, older.data],
  )
  const error = older.error ?? newer.error
  return {
    lines,
    failure: error === null ? null : asFailure(error),
    isPending: older.isPending || (question.at !== null && newer.isPending && newer.error === null),
    isReading: older.isFetching,
    hasOlder: older.hasNextPage,
    hasNewer: newer.hasNextPage,
    older: () => void older.fetchNextPage(),
    newer: () => void newer.fetchNextPage(),
    retry: () => {
      for (const query of [older, newer]) if (query.error !== null) void query.refetch()
    },
  }
}
