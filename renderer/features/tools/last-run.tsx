import type { LastToolRun } from '../../../contract/tool.ts'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { RunMark } from './run-mark.tsx'

/** What came of the last call of a tool, with its age. */
export function LastRun({ run }: { run: LastToolRun | null }) {
  if (run === null) return <span className="ml-auto whitespace-nowrap text-faint text-xs">Not called yet</span>
  return (
    <span className="ml-auto inline-flex items-center gap-1.5 whitespace-nowrap text-xs">
      <span className="text-faint">Last call</span>
      <RunMark state={run.state} />
      <span className="text-faint">
        <Age at={run.started_at} title={`called ${dateTime(Date.parse(run.started_at))}`} /> ago
      </span>
    </span>
  )
}
