import { useQueries, useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { waitingTask } from './waiting.ts'

/** Of so many the whole protocol is read, for what it says of them. */
const MOST_READ = 40

/** The tasks that were given out and go no further without a person. */
export function useWaiting() {
  const { api } = useServices()
  const rows = useQuery({ queryKey: ['protocols'], queryFn: ({ signal }) => api.waitingTasks(signal) })
  const listed = rows.data?.items ?? []
  const views = useQueries({
    queries: listed.slice(0, MOST_READ).map(({ task_id }) => ({
      queryKey: ['protocol', task_id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.protocol(task_id, signal),
      gcTime: 30_000,
    })),
  })
  return {
    items: listed.map((row, place) => waitingTask(row, views[place]?.data)),
    isPending: rows.isPending,
    failure: rows.data === undefined && rows.error !== null ? asFailure(rows.error) : null,
    leftOut: rows.data?.left_out ?? 0,
    readAgain: () => void rows.refetch(),
  }
}
