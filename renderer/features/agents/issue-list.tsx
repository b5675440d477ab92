import type { Issue } from '../../../contract/task.ts'
import { Inert } from '../../design/inert.tsx'

/** What a reviewer found, each with the criterion and the line of the work log that it points at. */
export function IssueList({ issues }: { issues: readonly Issue[] }) {
  if (issues.length === 0) return null
  return (
    <ul aria-label="Issues" className="mt-1.5 flex flex-col gap-1.5">
      {issues.map((issue) => (
        <li key={issue.issue_id} className="border-rejected border-l-2 pl-2.5 text-xs">
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
            <Inert text={issue.text} />
          </p>
          <p className="flex flex-wrap gap-x-3 font-mono text-2xs text-faint">
            <Inert text={issue.issue_id} />
            <span className="break-all">
              criterion <Inert text={issue.criterion_ref} />
            </span>
            {issue.work_log_ref !== null && (
              <span className="break-all">
                work log <Inert text={issue.work_log_ref} />
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
