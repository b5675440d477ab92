import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ToolRun } from '../../../contract/tool.ts'
import { useServices } from '../../app/services.tsx'
import type { Api } from '../../client/api.ts'

/** Calls of the tool for the task that are read at once, until the one that is followed is among them. */
const PER_PAGE = 50

/** The call of a reply as it stands now; null without one. It follows what is pushed of this very call (live-tools.ts). */
export function useFollowedRun(reply: ToolRun | null): ToolRun | null {
  const { api } = useServices()
  const queries = useQueryClient()
  const isRunning = reply?.state === 'running'
  const { data } = useQuery({
    queryKey: ['tool-run', reply?.call_id ?? ''],
    queryFn: async ({ queryKey, signal }) => {
      const read = reply === null ? null : await readRun(api, reply, signal)
      // What was pushed meanwhile is newer: a call that has ended does not run again.
      const pushed = queries.getQueryData<ToolRun | null>(queryKey)
      return pushed != null && pushed.state !== 'running' ? pushed : read
    },
    enabled: isRunning,
    gcTime: 30_000,
  })
  return isRunning ? (data ?? reply) : reply
}

/** However many calls were made since. */
async function readRun(api: Pick<Api, 'toolRuns'>, wanted: ToolRun, signal: AbortSignal): Promise<ToolRun | null> {
  const { task_id, tool, call_id } = wanted
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Api['toolRuns']>> = await api.toolRuns(
      { task_id, tool, limit: PER_PAGE, ...(cursor === null ? {} : { cursor }) },
      signal,
    )
    const found = page.items.find((run) => run.call_id === call_id)
    if (found !== undefined) return found
    cursor = page.next_cursor
  } while (cursor !== null)
  return null
}
