import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { AgentRunRow } from './agent-run-row.tsx'
import type { useAgentRuns } from './use-agents.ts'

interface AgentRunsProps {
  runs: ReturnType<typeof useAgentRuns>
  label: string
  withTask: boolean
  /** What is said when there is none. */
  empty: string
}

export function AgentRuns({ runs, label, withTask, empty }: AgentRunsProps) {
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []
  if (runs.error !== null && items.length === 0)
    return <ProblemView failure={asFailure(runs.error)} onRetry={() => void runs.refetch()} />
  if (runs.isPending) return <SkeletonLines label="Reading the runs" lines={3} />
  if (items.length === 0) return <p className="text-faint">{empty}</p>
  return (
    <>
      <ul aria-label={label} className="overflow-hidden rounded-md border border-line">
        {items.map((run) => (
          <AgentRunRow key={run.run_id} run={run} withTask={withTask} isShort={withTask} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <Button
          look="quiet"
          className="mt-2"
          disabled={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          {runs.isFetchNextPageError ? 'Older runs could not be read. Try again' : 'Older runs'}
        </Button>
      )}
    </>
  )
}
