import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { usePart } from '../../app/use-part.ts'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'

/** What agents did for a task, whose file does not come with the first load. */
export function TaskWorkPart({ task }: { task: TaskDetail }) {
  const { agentPages } = useServices()
  const state = usePart(agentPages)
  if (state.phase === 'here') return <state.part.TaskWork task={task} />
  if (state.phase === 'failed') return <ProblemView failure={asFailure(state.error)} onRetry={agentPages.fetch} />
  return <SkeletonLines label="Reading the rounds" lines={1} />
}
