import { useInfiniteQuery } from '@tanstack/react-query'
import type { ToolRunQuery } from '../../../contract/tool.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { RunRow } from './run-row.tsx'
import { SkeletonRuns } from './skeleton-runs.tsx'

const PER_PAGE = 20

/** The calls that fit, newest first, refused ones too; read again whenever one is pushed (live-governance.ts). */
export function useToolRuns(filter: Pick<Partial<ToolRunQuery>, 'task_id' | 'tool' | 'state'>, enabled = true) {
  const { api } = useServices()
  return useInfiniteQuery({
    queryKey: ['tool-runs', filter],
    queryFn: ({ pageParam, signal }) =>
      api.toolRuns({ ...filter, limit: PER_PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    gcTime: 30_000,
    enabled,
  })
}

interface ToolRunsProps {
  runs: ReturnType<typeof useToolRuns>
  label: string
  withTask: boolean
  /** What is said when there is none. */
  empty: string
}

export function ToolRuns({ runs, label, withTask, empty }: ToolRunsProps) {
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []
  if (runs.error !== null && (items.length === 0 || !runs.isFetchNextPageError))
    return <ProblemView failure={asFailure(runs.error)} onRetry={() => void runs.refetch()} />
  if (runs.isPending) return <SkeletonRuns />
  if (items.length === 0) return <p className="text-faint">{empty}</p>
  return (
    <>
      <ul aria-label={label} className="overflow-hidden rounded-md border border-line">
        {items.map((run) => (
          <RunRow key={run.call_id} run={run} withTask={withTask} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <Button
          look="quiet"
          className="mt-2"
          disabled={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          {runs.isFetchNextPageError ? 'Older calls could not be read. Try again' : 'Older calls'}
        </Button>
      )}
    </>
  )
}
