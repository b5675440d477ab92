import type { Approval } from '../../../contract/approval.ts'
import { formatRoute, NO_FILTER, WHOLE_LOG } from '../../app/route.ts'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { whoWords } from './approval-words.ts'

const LINK = 'text-accent underline underline-offset-2'

/** What the approval is bound to, who asked and who answered. */
export function ApprovalFacts({ approval }: { approval: Approval }) {
  const { bound_to, votes, needed, task_id, correlation_id } = approval
  const fact = { look: 'column' } as const
  return (
    <aside aria-label="Facts" className="min-w-0 @3xl:row-span-2">
      <dl className="divide-y divide-line border-line border-y @3xl:-mt-1 @3xl:border-y-0">
        <Fact {...fact} name="Asked by">
          <Inert text={approval.requested_by} />
        </Fact>
        <Fact {...fact} name="Task">
          <a
            className={`break-all font-mono text-xs ${LINK}`}
            href={formatRoute({ page: 'tasks', taskId: task_id, filter: NO_FILTER })}
          >
            <Inert text={task_id} />
          </a>
        </Fact>
        <Fact {...fact} name="Bound to version">
          <span className="figures">{bound_to.task_version}</span> of the task
          <Hash value={bound_to.task_sha256} shown={12} what="sha256 of the task" />
        </Fact>
        <Fact {...fact} name="Bound to policy">
          {bound_to.rule === null ? (
            'no rule: the default'
          ) : (
            <>
              rule <code className="break-all text-xs">{bound_to.rule}</code>
            </>
          )}
          <Hash value={bound_to.policy_sha256} shown={12} what="sha256 of the policy" />
          <a className={LINK} href={formatRoute({ page: 'policy' })}>
            The policy in force
          </a>
        </Fact>
        <Fact {...fact} name={needed === 1 ? 'Needs one person' : 'Needs two people'}>
          {votes.length === 0 ? (
            <span className="text-faint">Nobody decided yet.</span>
          ) : (
            <ul aria-label="Votes" className="flex flex-col gap-1">
              {votes.map((vote) => (
                <li key={`${vote.by} ${vote.at}`}>
                  {vote.decision === 'approve' ? 'Approved' : 'Denied'} by <Inert text={whoWords(vote.by, vote.door)} />
                  , <Moment at={vote.at} />
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact {...fact} name="Asked for">
          <Moment at={approval.created_at} />
        </Fact>
        <Fact {...fact} name="Holds until">
          <Moment at={approval.expires_at} />
        </Fact>
        {approval.consumed_at !== null && (
          <Fact {...fact} name="Used">
            <Moment at={approval.consumed_at} />
            {approval.call_id !== null && <Hash value={approval.call_id} shown={24} what="id of the run" />}
          </Fact>
        )}
        <Fact {...fact} name="Approval id">
          <Hash value={approval.approval_id} shown={24} what="approval id" />
        </Fact>
        <Fact {...fact} name="Action">
          <Hash value={approval.action_sha256} shown={12} what="sha256 of the action" />
        </Fact>
        <Fact {...fact} name="Audit">
          <a className={LINK} href={formatRoute({ page: 'audit', filter: { ...WHOLE_LOG, correlation_id } })}>
            Everything that it led to
          </a>
        </Fact>
      </dl>
    </aside>
  )
}
