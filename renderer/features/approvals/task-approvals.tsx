import { useQuery } from '@tanstack/react-query'
import { ALL_APPROVALS } from '../../app/governance-route.ts'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { Section } from '../tasks/section.tsx'
import { ApprovalMark } from './approval-mark.tsx'
import { whatBecameOf } from './approval-words.ts'
import { Countdown } from './countdown.tsx'
import { LevelBadge } from './level-badge.tsx'

const SHOWN = 20

/** The approvals of one task, newest first. Nothing at all when there never was one. */
export function TaskApprovals({ taskId }: { taskId: string }) {
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['task-approvals', taskId],
    queryFn: ({ signal }) => api.approvals({ task_id: taskId, limit: SHOWN }, signal),
    gcTime: 30_000,
  })
  const items = query.data?.items ?? []
  const failed = query.error !== null && query.data === undefined
  if (!failed && items.length === 0) return null
  const all = formatRoute({ page: 'approvals', open: null, filter: { ...ALL_APPROVALS, task_id: taskId } })
  return (
    <Section
      title="Approvals"
      aside={
        query.data?.next_cursor == null ? null : (
          <a href={all} className="text-accent text-xs underline underline-offset-2">
            All of them
          </a>
        )
      }
    >
      {failed ? (
        <ProblemView failure={asFailure(query.error)} onRetry={() => void query.refetch()} />
      ) : (
        <ul aria-label="Approvals of this task" className="overflow-hidden rounded-md border border-line">
          {items.map((approval) => {
            const became = whatBecameOf(approval)
            return (
              <li
                key={approval.approval_id}
                className="flex flex-col gap-1 border-line border-b bg-surface px-3 py-2 last:border-b-0"
              >
                <a
                  href={formatRoute({ page: 'approvals', open: approval.approval_id, filter: ALL_APPROVALS })}
                  className="font-medium underline-offset-2 [overflow-wrap:anywhere] hover:underline"
                >
                  <Inert text={approval.what} />
                </a>
                <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
                  <ApprovalMark state={approval.state} />
                  <LevelBadge level={approval.side_effect_level} />
                  {became !== null && (
                    <span className="text-soft">
                      <Inert text={became} />
                    </span>
                  )}
                  {(approval.state === 'pending' || approval.state === 'approved') && <Countdown approval={approval} />}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}
