import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { Section } from '../tasks/section.tsx'
import { AgentRunRow } from './agent-run-row.tsx'
import { useOpenRuns } from './use-agents.ts'

/** Who works on what, since when, and what it has used. */
export function WorkingList() {
  const runs = useOpenRuns()
  const items = runs.data ?? []
  return (
    <Section title={items.length === 0 ? 'At work' : `At work (${items.length})`} aside={null}>
      {runs.error !== null && runs.data === undefined ? (
        <ProblemView failure={asFailure(runs.error)} onRetry={() => void runs.refetch()} />
      ) : runs.isPending ? (
        <SkeletonLines label="Looking who works" lines={2} />
      ) : items.length === 0 ? (
        <p className="text-faint">Nobody is at work.</p>
      ) : (
        <ul aria-label="At work" className="overflow-hidden rounded-md border border-line">
          {items.map((run) => (
            <AgentRunRow key={run.run_id} run={run} withTask={true} isShort={false} />
          ))}
        </ul>
      )}
    </Section>
  )
}
