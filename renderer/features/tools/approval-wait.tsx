import { useQuery } from '@tanstack/react-query'
import type { Approval } from '../../../contract/approval.ts'
import { ALL_APPROVALS } from '../../app/governance-route.ts'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { ApprovalMark } from '../approvals/approval-mark.tsx'
import { ApprovalStatus } from '../approvals/approval-status.tsx'
import { untilApproved } from '../approvals/approval-words.ts'
import { Countdown } from '../approvals/countdown.tsx'
import { timeLeft } from '../approvals/time-left.ts'
import { useServiceNow } from '../inbox/use-inbox.ts'

/** An approval as it stands now; follows what is pushed (live-governance.ts). */
function useApproval(approvalId: string | null) {
  const { api } = useServices()
  return useQuery({
    queryKey: ['approval', approvalId ?? ''],
    queryFn: ({ signal }) => api.approval(approvalId ?? '', signal),
    enabled: approvalId !== null,
  })
}

/** Whether the approval lets its call run at this moment. */
function useIsUsable(approval: Approval | undefined): boolean {
  const now = useServiceNow(1_000)
  if (approval?.state !== 'approved' || approval.usable_from === null) return false
  return Date.parse(approval.usable_from) <= now && !timeLeft(approval, now).isOver
}

interface ApprovalWaitProps {
  approvalId: string
  /** What sending the call again is called. */
  verb: string
  isSending: boolean
  onSend: () => void
}

/** The approval that a call hangs on, live, and the way on once it was given: whoever asked for it, and nobody else, can use it. */
export function ApprovalWait({ approvalId, verb, isSending, onSend }: ApprovalWaitProps) {
  const { mayDecide, session } = useServices()
  const { data: approval, error, refetch } = useApproval(approvalId)
  const isUsable = useIsUsable(approval)
  if (error !== null && approval === undefined)
    return <ProblemView failure={asFailure(error)} onRetry={() => void refetch()} />
  if (approval === undefined)
    return (
      <div aria-busy="true" className="skeleton appear-late h-20 w-full">
        <span className="sr-only">Reading the approval</span>
      </div>
    )
  const isOpen = approval.state === 'pending' || approval.state === 'approved'
  return (
    <div data-testid="approval-wait" data-state={approval.state} className="flex flex-col gap-2.5">
      <div className="rounded-md border border-line bg-raised px-3 py-2.5">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <ApprovalMark state={approval.state} />
          {isOpen && <Countdown approval={approval} />}
          <a
            className="ml-auto text-accent underline underline-offset-2"
            href={formatRoute({ page: 'approvals', open: approvalId, filter: ALL_APPROVALS })}
          >
            {approval.state === 'pending' && mayDecide ? 'Read and decide it' : 'The approval'}
          </a>
        </p>
        <p className="mt-1 [overflow-wrap:anywhere]">
          <Inert text={approval.what} />
        </p>
      </div>
      <ApprovalStatus approval={approval} />
      {approval.state === 'pending' && (
        <Notice look="waits" title="A person must read exactly this call and approve it">
          <p className="mt-0.5 text-soft">{untilApproved(approval.side_effect_level)} This page follows by itself.</p>
        </Notice>
      )}
      {isOpen && approval.requested_by !== session.actor.sub ? (
        <p data-testid="of-another" className="text-soft [overflow-wrap:anywhere]">
          <span className="font-medium text-ink">
            <Inert text={approval.requested_by} />
          </span>{' '}
          {isUsable ? 'can use it now, and nobody else can.' : 'asked for it, and alone can use it.'}
        </p>
      ) : isOpen ? (
        <Button look="accent" className="self-start" disabled={!isUsable || isSending} onClick={onSend}>
          {isSending ? 'Sending…' : verb}
        </Button>
      ) : (
        approval.state !== 'consumed' && (
          <Button look="plain" className="self-start" disabled={isSending} onClick={onSend}>
            {isSending ? 'Sending…' : 'Ask for approval again'}
          </Button>
        )
      )}
    </div>
  )
}
