import type { Dispatch } from '../../../contract/protocol.ts'
import type { Issue } from '../../../contract/task.ts'
import { Inert } from '../../design/inert.tsx'
import { IssueList } from './issue-list.tsx'

/** What a further round is given out with: settled before, and passed on as it is. */
export function GivenBefore({ dispatch, issues }: { dispatch: Dispatch; issues: readonly Issue[] }) {
  const { acceptance_criteria, declared_scope, round } = dispatch
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-raised px-3 py-2.5 text-xs">
      <p className="font-medium text-sm">As in round {round}, byte for byte</p>
      <ul aria-label="Criteria" className="flex flex-col gap-0.5">
        {acceptance_criteria.map(({ criterion_id, text }) => (
          <li key={criterion_id} className="[overflow-wrap:anywhere]">
            <code className="text-faint">
              <Inert text={criterion_id} />
            </code>{' '}
            <Inert text={text} />
          </li>
        ))}
      </ul>
      <p className="text-soft [overflow-wrap:anywhere]">
        {declared_scope.length === 0 ? 'Nothing may be touched.' : 'May touch: '}
        <code>
          <Inert text={declared_scope.join('  ')} />
        </code>
      </p>
      {issues.length === 0 ? (
        <p className="text-soft">No issues are passed on.</p>
      ) : (
        <div>
          <p className="text-soft">
            {issues.length === 1 ? '1 issue is' : `${issues.length} issues are`} passed on byte for byte:
          </p>
          <IssueList issues={issues} />
        </div>
      )}
    </div>
  )
}
