import { Section } from '../tasks/section.tsx'
import { ToolRuns, useToolRuns } from './tool-runs.tsx'

/** The tool calls of one task. Nothing at all when there never was one. */
export function TaskRuns({ taskId }: { taskId: string }) {
  const runs = useToolRuns({ task_id: taskId })
  if (runs.error === null && (runs.data?.pages[0]?.items.length ?? 0) === 0) return null
  return (
    <Section title="Tool calls" aside={null}>
      <ToolRuns runs={runs} label="Tool calls of this task" withTask={false} empty="None." />
    </Section>
  )
}
