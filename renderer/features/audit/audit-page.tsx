import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AuditFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { useTrail } from '../tasks/use-trail.ts'
import { AuditForm } from './audit-form.tsx'
import { type AuditQuestion, isAskedFor, readOlder } from './audit-pages.ts'
import { AuditResult } from './audit-result.tsx'

/** Newer lines are fetched at most this many at a time; beyond that the page starts anew. */
const NEWER = 1_000

function useAuditLines(question: AuditQuestion) {
  const { api } = useServices()
  const older = useInfiniteQuery({
    queryKey: ['audit', question],
    queryFn: ({ pageParam, signal }) => readOlder(question, pageParam, (query) => api.audit(query, signal)),
    initialPageParam: null as number | null,
    getNextPageParam: (chunk) => chunk.older,
    gcTime: 0,
  })
  const top = older.data?.pages[0]?.newest ?? 0
  // Read again when something was pushed (live-cache.ts): lines that came after the newest one of the first reading.
  const newer = useQuery({
    queryKey: ['newest', question, top],
    queryFn: async ({ signal }) =>
      api.audit(
        {
          since: top,
          limit: NEWER,
          ...(question.task_id === null ? {} : { task_id: question.task_id }),
          ...(question.type === null ? {} : { type: question.type }),
        },
        signal,
      ),
    enabled: older.data !== undefined && (question.since === null || top > 0),
    gcTime: 0,
  })
  const lines = useMemo(
    () => [
      ...(newer.data?.items.filter((line) => isAskedFor(question, line)).toReversed() ?? []),
      ...(older.data?.pages.flatMap((chunk) => chunk.lines) ?? []),
    ],
    [question, newer.data, older.data],
  )
  return { older, lines }
}

export function AuditPage({ filter }: { filter: AuditFilter }) {
  const queries = useQueryClient()
  const readAgain = () => {
    for (const key of ['audit', 'newest', 'trail']) void queries.invalidateQueries({ queryKey: [key] })
  }
  return (
    <main className="flex min-h-0 flex-col bg-surface">
      <h1 className="sr-only">Audit</h1>
      <AuditForm filter={filter} onRefresh={readAgain} />
      {filter.correlation_id === '' ? <PagedLog filter={filter} /> : <OneTrail filter={filter} />}
    </main>
  )
}

function PagedLog({ filter }: { filter: AuditFilter }) {
  const since = instantOf(filter)
  const question = useMemo(
    () => ({
      task_id: filter.task_id === '' ? null : filter.task_id,
      type: filter.type,
      since: since === null ? null : new Date(since).toISOString(),
      requests: filter.requests,
    }),
    [filter.task_id, filter.type, filter.requests, since],
  )
  const { older, lines } = useAuditLines(question)
  return (
    <AuditResult
      filter={filter}
      lines={lines}
      failure={older.error === null ? null : asFailure(older.error)}
      isPending={older.isPending}
      isReading={older.isFetching}
      hasOlder={older.hasNextPage}
      onOlder={() => void older.fetchNextPage()}
      onRetry={() => void older.refetch()}
    />
  )
}

/** All lines of one correlation id; the other filters choose among them. */
function OneTrail({ filter }: { filter: AuditFilter }) {
  const trail = useTrail(filter.correlation_id, true)
  const failure = trail.error === null ? null : asFailure(trail.error)
  const since = instantOf(filter)
  const lines = (failure?.code === 'correlation_not_found' ? [] : (trail.data?.events ?? []))
    .filter((line) => filter.task_id === '' || line.task_id === filter.task_id)
    .filter((line) => filter.type === null || line.type === filter.type)
    .filter((line) => since === null || Date.parse(line.ts) >= since)
    .toReversed()
  return (
    <AuditResult
      filter={filter}
      lines={lines}
      failure={failure?.code === 'correlation_not_found' ? null : failure}
      isPending={trail.isPending}
      isReading={trail.isFetching}
      hasOlder={false}
      onOlder={() => undefined}
      onRetry={() => void trail.refetch()}
    />
  )
}

/** Milliseconds since 1970, or null when no time is asked for. */
function instantOf({ since }: AuditFilter): number | null {
  const ms = since === '' ? Number.NaN : Date.parse(since)
  return Number.isNaN(ms) ? null : ms
}
