import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import { useKeys } from '../../app/keys.ts'
import { useServices } from '../../app/services.tsx'
import { useSettled } from '../../app/use-hurry.ts'
import { useVerbs } from '../../app/use-verbs.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { BackIcon } from '../../design/icons.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useServiceNow } from '../inbox/use-inbox.ts'
import { useLiveState } from '../system/use-system-info.ts'
import { ApprovalFacts } from './approval-facts.tsx'
import { ApprovalHeader } from './approval-header.tsx'
import { ApprovalStatus } from './approval-status.tsx'
import { whyNotDecide } from './approval-words.ts'
import { DecideDialog } from './decide-dialog.tsx'
import { SubjectView } from './subject-view.tsx'
import { timeLeft } from './time-left.ts'
import type { ApprovalDecision } from './use-decide.ts'
import { useSubjectChecks } from './use-subject-check.ts'

interface ApprovalPaneProps {
  approvalId: string
  /** Milliseconds to stay on it before it is read. */
  wait: number
  /** Where the way back leads, on a narrow screen; null on a wide one. */
  backTo: string | null
  onLeave: () => void
}

/** One approval: read when opened, read again whenever a pushed event names it. */
export function ApprovalPane({ approvalId, wait, backTo, onLeave }: ApprovalPaneProps) {
  const { api } = useServices()
  const settled = useSettled(wait)
  const query = useQuery({
    enabled: settled,
    queryKey: ['approval', approvalId],
    queryFn: ({ signal }) => api.approval(approvalId, signal),
    gcTime: 30_000,
  })
  const failure = query.error === null ? null : asFailure(query.error)
  const isGone = failure?.code === 'approval_not_found'
  // Without a connection the last reading stays in sight, under the banner that says so.
  const approval = failure === null || failure.code === 'unreachable' ? query.data : undefined
  return (
    <>
      {backTo !== null && (
        <Button look="quiet" className="!px-2 mt-2 ml-2" onClick={onLeave}>
          <BackIcon />
          {backTo}
        </Button>
      )}
      {approval !== undefined ? (
        <ApprovalArticle approval={approval} />
      ) : failure !== null ? (
        <div className="flex max-w-[44rem] flex-col items-start gap-3 px-5 py-5 @3xl:px-7">
          <ProblemView failure={failure} onRetry={isGone ? null : () => void query.refetch()} />
          {isGone && (
            <Button look="plain" onClick={onLeave}>
              Back to the list
            </Button>
          )}
        </div>
      ) : (
        <div aria-busy="true" className="appear-late flex flex-col gap-4 px-5 py-5 @3xl:px-7">
          <span className="sr-only">Reading the approval</span>
          <div className="skeleton h-5 w-1/2" />
          <div className="skeleton h-3 w-1/3" />
          <div className="skeleton mt-4 h-32 w-full max-w-[44rem]" />
        </div>
      )}
    </>
  )
}

function ApprovalArticle({ approval }: { approval: Approval }) {
  const { session, mayDecide, announce } = useServices()
  const [asked, setAsked] = useState<{ kind: ApprovalDecision; seen: readonly Approval[] } | null>(null)
  const [asNumbers, setAsNumbers] = useState(false)
  const [subject] = useSubjectChecks(
    useMemo(() => [approval], [approval]),
    asNumbers,
  )
  const isOver = timeLeft(approval, useServiceNow(1_000)).isOver
  const why = whyNotDecide(approval, session.actor.sub, mayDecide, isOver, useLiveState().phase === 'live')
  const check = subject?.check ?? null
  const doubt =
    check === null || check.state === 'fits' ? null : 'The shown bytes are not proven to be what is decided.'
  const reasons = { approve: why.approve ?? doubt, deny: why.deny ?? doubt }

  const ask = (kind: ApprovalDecision) => {
    if (check === null) return true
    const reason = reasons[kind]
    if (reason === null) setAsked({ kind, seen: [approval] })
    else announce(reason)
    return true
  }
  useKeys({ a: () => ask('approve'), d: () => ask('deny') })
  useVerbs([
    { id: 'approve', title: 'Approve the call…', keys: ['a'], whyNot: reasons.approve, run: () => ask('approve') },
    { id: 'deny', title: 'Deny the call…', keys: ['d'], whyNot: reasons.deny, run: () => ask('deny') },
  ])
  return (
    <article className="mx-auto max-w-[76rem] px-5 pt-4 pb-10 @3xl:px-7">
      <ApprovalHeader
        approval={approval}
        // Its own clock ends it here; the service's word on it follows.
        state={approval.state === 'pending' && isOver ? 'expired' : approval.state}
        reasons={reasons}
        onDecide={ask}
      />
      <div className="grid gap-x-9 gap-y-7 @3xl:grid-cols-[minmax(0,1fr)_16.5rem] @3xl:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-7">
          <ApprovalStatus approval={approval} />
          {subject !== undefined && (
            <SubjectView
              approval={approval}
              parts={subject.parts}
              check={subject.check}
              asNumbers={asNumbers}
              onAsNumbers={setAsNumbers}
            />
          )}
        </div>
        <ApprovalFacts approval={approval} />
      </div>
      {asked !== null && (
        <DecideDialog kind={asked.kind} seen={asked.seen} now={approval} onClose={() => setAsked(null)} />
      )}
    </article>
  )
}
