import { useMemo } from 'react'
import type { ToolRun } from '../../../contract/tool.ts'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { RunMark } from './run-mark.tsx'
import { useToolRuns } from './tool-runs.tsx'

/** What came of the last call, with its age; out of the newest calls of all tools. */
export function LastRun({ tool }: { tool: string }) {
  const runs = useToolRuns({})
  const newest = useMemo(() => newestOf(runs.data?.pages[0]?.items ?? [], tool), [runs.data, tool])
  if (newest === undefined) return null
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-xs">
      <RunMark state={newest.state} />
      <span className="text-faint">
        <Age at={newest.started_at} title={`called ${dateTime(Date.parse(newest.started_at))}`} /> ago
      </span>
    </span>
  )
}

function newestOf(runs: readonly ToolRun[], tool: string): ToolRun | undefined {
  return runs.find((run) => run.tool === tool)
}
