import type { ApprovalState } from '../../../contract/approval.ts'
import { ApprovedIcon, CheckIcon, PendingIcon, RejectedIcon, RunningIcon, SlashIcon } from '../../design/icons.tsx'
import { APPROVAL_WORDS } from './approval-words.ts'

const LOOKS = {
  pending: { Icon: PendingIcon, colour: 'text-pending' },
  approved: { Icon: ApprovedIcon, colour: 'text-approved' },
  consumed: { Icon: CheckIcon, colour: 'text-approved' },
  denied: { Icon: RejectedIcon, colour: 'text-rejected' },
  expired: { Icon: RunningIcon, colour: 'text-faint' },
  voided: { Icon: SlashIcon, colour: 'text-faint' },
} as const

export function ApprovalIcon({ state }: { state: ApprovalState }) {
  const { Icon, colour } = LOOKS[state]
  return <Icon className={colour} />
}

/** Drawing and word: colour alone says nothing. */
export function ApprovalMark({ state }: { state: ApprovalState }) {
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${LOOKS[state].colour}`}>
      <ApprovalIcon state={state} />
      {APPROVAL_WORDS[state]}
    </span>
  )
}
