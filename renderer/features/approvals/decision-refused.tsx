import type { Approval } from '../../../contract/approval.ts'
import type { Failure } from '../../client/failure.ts'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { APPROVAL_WORDS, whatBecameOf } from './approval-words.ts'

const EXPLAINED: Readonly<Record<string, string>> = {
  approval_changed: 'What you were shown is not what the approval is about now. Nothing was decided.',
  approval_not_pending: 'It was decided, used or ended before your decision came. Yours was not recorded.',
  approval_second_person:
    'You approved it already, or it is not certain that you are not who did. Another person must be the second.',
}

/** The service may have decided and the reply been lost: nothing is claimed either way. */
const UNKNOWN_OUTCOME: Partial<Failure> = {
  title: 'No reply came to the decision',
  detail: 'It is not known whether it was recorded.',
  hint: 'Look at the approval when the connection is back. Deciding again cannot count twice: the first decision wins.',
}

/** Whether the dialog is of no more use: another decision on these bytes cannot succeed. */
export function isFinal(failure: Failure | null): boolean {
  return failure !== null && failure.code in EXPLAINED
}

/** Why a decision was not taken, and how the approval stands now. */
export function DecisionRefused({ failure, now }: { failure: Failure; now: Approval | undefined }) {
  const words = EXPLAINED[failure.code]
  if (words === undefined)
    return (
      <ProblemView
        failure={failure.code === 'unreachable' ? { ...failure, ...UNKNOWN_OUTCOME } : failure}
        onRetry={null}
      />
    )
  const became = now === undefined ? null : whatBecameOf(now)
  return (
    <div role="alert">
      <Notice look="warn" title={failure.title}>
        <p className="mt-1">{words}</p>
        {now !== undefined && (
          <p className="mt-1" data-testid="state-now">
            Now: <strong className="font-semibold">{APPROVAL_WORDS[now.state]}</strong>
            {became !== null && <Inert text={` ${became}`} />}
            {now.reason !== null && <Inert text={`: ${now.reason}`} />}
          </p>
        )}
        <p className="mt-1.5 font-mono text-2xs text-soft">{failure.code}</p>
      </Notice>
    </div>
  )
}
