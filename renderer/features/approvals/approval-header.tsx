import type { Approval, ApprovalState } from '../../../contract/approval.ts'
import { DecisionButton, DecisionHeader } from '../../design/decision-header.tsx'
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
    <DecisionHeader
      title={approval.what}
      buttons={
        hasButtons ? (
          <>
            <DecisionButton look="plain" word="Deny" letter="d" why={reasons.deny} onClick={() => onDecide('deny')} />
            <DecisionButton
              look="accent"
              word={twoSteps ? 'Approve…' : 'Approve'}
              letter="a"
              why={reasons.approve}
              onClick={() => onDecide('approve')}
            />
          </>
        ) : null
      }
    >
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
    </DecisionHeader>
  )
}
