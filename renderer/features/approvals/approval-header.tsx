import type { Approval, ApprovalState } from '../../../contract/approval.ts'
import { Button, Key } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { ApprovalMark } from './approval-mark.tsx'
import { Countdown } from './countdown.tsx'
import { LevelBadge } from './level-badge.tsx'
import type { ApprovalDecision } from './use-decide.ts'

interface ApprovalHeaderProps {
  approval: Approval
  state: ApprovalState
  /** Why a decision is not possible; null where it is. */
  reasons: Readonly<Record<ApprovalDecision, string | null>>
  onDecide: (kind: ApprovalDecision) => void
}

export function ApprovalHeader({ approval, state, reasons, onDecide }: ApprovalHeaderProps) {
  const { side_effect_level } = approval
  // When there is nothing to decide any more, nothing is there to press.
  const hasButtons = state === 'pending'
  const twoSteps = side_effect_level === 'external_publish'
  const why = hasButtons ? (reasons.deny ?? reasons.approve) : null
  return (
    <header className="mb-6 border-line border-b pb-4">
      <div className="flex flex-col items-start gap-x-8 gap-y-3 @xl:flex-row">
        <h2
          tabIndex={-1}
          className="min-w-0 flex-1 font-semibold text-xl tracking-tight outline-none [overflow-wrap:anywhere]"
        >
          <Inert text={approval.what} />
        </h2>
        {hasButtons && (
          <div className="flex shrink-0 gap-2">
            <Button
              look="plain"
              disabled={reasons.deny !== null}
              title={reasons.deny ?? 'Deny (d)'}
              onClick={() => onDecide('deny')}
            >
              Deny
              <span aria-hidden="true" className="text-faint max-wide:hidden">
                <Key>d</Key>
              </span>
            </Button>
            <Button
              look="accent"
              disabled={reasons.approve !== null}
              title={reasons.approve ?? 'Approve (a)'}
              onClick={() => onDecide('approve')}
            >
              {twoSteps ? 'Approve…' : 'Approve'}
              <span aria-hidden="true" className="max-wide:hidden">
                <Key>a</Key>
              </span>
            </Button>
          </div>
        )}
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <span data-testid="approval-state" className="inline-flex">
          <ApprovalMark state={state} />
        </span>
        <LevelBadge level={side_effect_level} />
        <code className="break-all text-soft text-xs">
          <Inert text={approval.tool} />
        </code>
        {(state === 'pending' || state === 'approved') && (
          <span className="text-xs">
            <Countdown approval={approval} />
          </span>
        )}
        {why !== null && <span className="text-faint text-xs">{why}</span>}
      </div>
    </header>
  )
}
