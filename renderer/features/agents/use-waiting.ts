import { useQueries, useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { useInbox } from '../inbox/use-inbox.ts'
import { tasksToAsk, waitingAmong } from './waiting.ts'

const NEWEST = 200

/** The tasks that wait for a person, as far as agents had to do with them. */
export function useWaiting() {
  const { api } = useServices()
  const inbox = useInbox()
  const runs = useQuery({
    queryKey: ['newest-agent-runs'],
    queryFn: ({ signal }) => api.agentRuns({ limit: NEWEST }, signal),
  })
  const { ids, leftOut } = tasksToAsk(runs.data?.items ?? [], inbox.data?.inbox.items ?? [])
  const views = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['protocol', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.protocol(id, signal),
      gcTime: 30_000,
    })),
  })
  const unread = views.filter(({ error, data }) => error !== null && data === undefined)
  // A task that is gone waits for nobody.
  const failed = unread.filter(({ error }) => asFailure(error).code !== 'task_not_found')
  return {
    items: waitingAmong(views.flatMap(({ data }) => data ?? [])),
    isPending: runs.isPending || inbox.isPending || views.some(({ isPending }) => isPending),
    failure: runs.data === undefined && runs.error !== null ? asFailure(runs.error) : null,
    failed: failed.length,
    leftOut,
    readAgain: () => {
      for (const query of [runs, inbox, ...failed]) if (query.error !== null) void query.refetch()
    },
  }
}
