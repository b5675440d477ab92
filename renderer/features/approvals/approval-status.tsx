import type { Approval } from '../../../contract/approval.ts'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { useServiceNow } from '../inbox/use-inbox.ts'
import { whoWords } from './approval-words.ts'
import { spanWords, timeLeft } from './time-left.ts'
import { VoidView } from './void-view.tsx'

/** What became of it and what follows from that, in sentences. Nothing while it simply waits for one person. */
export function ApprovalStatus({ approval }: { approval: Approval }) {
  const now = useServiceNow(1_000)
  const { state, decided_by, door, usable_from, voided } = approval
  const who = decided_by === null ? 'somebody' : whoWords(decided_by, door)
  if (state === 'voided') return voided === null ? null : <VoidView voided={voided} />
  if (state === 'expired' || (state === 'pending' && timeLeft(approval, now).isOver))
    return (
      <Notice look="over" title="Expired: nobody decided in time">
        <p className="mt-1 text-soft">Silence denies. The agent asks anew by sending its call again.</p>
      </Notice>
    )
  if (state === 'denied')
    return (
      <Notice
        look="refused"
        title={
          <>
            Denied by <Inert text={who} />
            {approval.decided_at !== null && (
              <>
                , <Moment at={approval.decided_at} />
              </>
            )}
          </>
        }
      >
        {approval.reason !== null && (
          <p className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]" data-testid="denial-reason">
            <Inert text={approval.reason} />
          </p>
        )}
        <CoolDown until={approval.refused_until} now={now} />
      </Notice>
    )
  if (state === 'consumed')
    return (
      <Notice look="good" title="Approved and used: the call was carried out once">
        <p className="mt-1 text-soft">
          Approved by <Inert text={who} />. It cannot be used again.
        </p>
      </Notice>
    )
  if (state === 'approved') {
    const cooling = usable_from === null ? 0 : Date.parse(usable_from) - now
    const left = timeLeft(approval, now)
    return (
      <Notice
        look="good"
        title={
          <>
            Approved by <Inert text={who} />
          </>
        }
      >
        <p className="figures mt-1 text-soft" data-testid="usable">
          {left.isOver
            ? 'Its time is over: it can no longer be used.'
            : cooling > 0
              ? `Cool-off: it may be used in ${spanWords(cooling + 999)}. Until then a change of the task or the policy still voids it.`
              : `It may be used once; ${left.words}.`}
        </p>
      </Notice>
    )
  }
  const [first] = approval.votes
  if (approval.needed < 2) return null
  return (
    <Notice look="waits" title={first === undefined ? 'Two people must approve' : 'One of two people approved'}>
      <p className="mt-1 text-soft">
        {first === undefined
          ? 'The call runs only after two different people approved it; one denial ends it.'
          : `Approved by ${whoWords(first.by, first.door)}. Somebody else must be the second; one denial ends it.`}
      </p>
    </Notice>
  )
}

function CoolDown({ until, now }: { until: string | null; now: number }) {
  if (until === null) return null
  const left = Date.parse(until) - now
  return (
    <p className="figures mt-1 text-soft">
      {left > 0
        ? `The identical call is refused for another ${spanWords(left)}.`
        : 'The identical call may be asked for again.'}
    </p>
  )
}
