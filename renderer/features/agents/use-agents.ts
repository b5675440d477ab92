import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { AgentRun, AgentRunQuery } from '../../../contract/agent.ts'
import { useServices } from '../../app/services.tsx'

/** That a program is there is looked at again by the service now and then, which is not pushed. Milliseconds. */
const READ_AGAIN = 20_000
/** While it has not looked at all of them yet. Milliseconds. */
const READ_SOON = 2_000
const PER_PAGE = 20
const MOST_OPEN = 100

/** Every agent that is set up. */
export function useAgents(enabled: boolean) {
  const { api } = useServices()
  return useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => api.agents(signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some((agent) => agent.state === 'unknown') === true ? READ_SOON : READ_AGAIN,
    enabled,
  })
}

/** Runs that are not over, the oldest first. */
export function useOpenRuns() {
  const { api } = useServices()
  return useQuery({
    queryKey: ['open-agent-runs'],
    queryFn: async ({ signal }): Promise<readonly AgentRun[]> => {
      const [running, preparing] = await Promise.all(
        (['running', 'preparing'] as const).map((state) => api.agentRuns({ state, limit: MOST_OPEN }, signal)),
      )
      const all = new Map([...(preparing?.items ?? []), ...(running?.items ?? [])].map((run) => [run.run_id, run]))
      return [...all.values()].toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at))
    },
  })
}

/** Runs that fit, newest first. */
export function useAgentRuns(filter: Pick<Partial<AgentRunQuery>, 'task_id' | 'agent' | 'state'>) {
  const { api } = useServices()
  return useInfiniteQuery({
    queryKey: ['agent-runs', filter],
    queryFn: ({ pageParam, signal }) =>
      api.agentRuns({ ...filter, limit: PER_PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    gcTime: 30_000,
  })
}

export function useAgentRun(runId: string) {
  const { api } = useServices()
  return useQuery({
    queryKey: ['agent-run', runId],
    queryFn: ({ signal }) => api.agentRun(runId, signal),
    gcTime: 30_000,
  })
}
