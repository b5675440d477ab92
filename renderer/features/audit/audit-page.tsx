import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type AuditFilter, navigate, WHOLE_LOG } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { AuditForm } from './audit-form.tsx'
import { AuditLines } from './audit-lines.tsx'
import { type AuditQuestion, readOlder } from './audit-pages.ts'

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
  const top = older.data?.pages[0]?.lines[0]?.seq ?? 0
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
    () => [...(newer.data?.items.toReversed() ?? []), ...(older.data?.pages.flatMap((chunk) => chunk.lines) ?? [])],
    [newer.data, older.data],
  )
  return { older, lines }
}

export function AuditPage({ filter }: { filter: AuditFilter }) {
  const queries = useQueryClient()
  const { phase } = useLiveState()
  const since = filter.since === '' ? Number.NaN : Date.parse(filter.since)
  const question = useMemo(
    () => ({
      task_id: filter.task_id === '' ? null : filter.task_id,
      type: filter.type,
      since: Number.isNaN(since) ? null : new Date(since).toISOString(),
    }),
    [filter.task_id, filter.type, since],
  )
  const { older, lines } = useAuditLines(question)
  const failure = older.error === null ? null : asFailure(older.error)
  const filtered = filter.task_id !== '' || filter.type !== null || filter.since !== ''
  const readAgain = () => {
    void queries.invalidateQueries({ queryKey: ['audit'] })
    void queries.invalidateQueries({ queryKey: ['newest'] })
  }
  return (
    <main className="flex min-h-0 flex-col bg-surface">
      <h1 className="sr-only">Audit</h1>
      <AuditForm filter={filter} onRefresh={readAgain} />
      {failure !== null && lines.length === 0 ? (
        <div className="max-w-[40rem] p-4">
          <ProblemView failure={failure} onRetry={() => void older.refetch()} />
        </div>
      ) : older.isPending ? (
        <div aria-busy="true" className="appear-late flex flex-col gap-3 p-4">
          <span className="sr-only">Reading the log</span>
          {['w-2/3', 'w-1/2', 'w-3/5', 'w-2/3', 'w-1/2', 'w-3/5'].map((width, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
            <div key={place} className={`skeleton h-3 ${width}`} />
          ))}
        </div>
      ) : lines.length === 0 ? (
        <Face title={phase === 'live' ? 'No line matches' : 'Not known'}>
          <p>
            {phase === 'live'
              ? 'Nothing in the log has this task, type and time.'
              : 'The service does not answer, so what the log holds is not known.'}
          </p>
          {filtered && (
            <Button look="plain" onClick={() => navigate({ page: 'audit', filter: WHOLE_LOG }, 'push')}>
              Show the whole log
            </Button>
          )}
        </Face>
      ) : (
        <AuditLines
          lines={lines}
          hasOlder={older.hasNextPage}
          isReading={older.isFetching}
          failed={failure !== null}
          onOlder={() => void older.fetchNextPage()}
        />
      )}
    </main>
  )
}
