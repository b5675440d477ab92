import type { ApprovalState } from '../../../contract/approval.ts'
import { ApprovedIcon, CheckIcon, ClockIcon, PendingIcon, RejectedIcon, SlashIcon } from '../../design/icons.tsx'
import { Mark } from '../../design/mark.tsx'
import { APPROVAL_WORDS } from './approval-words.ts'

const LOOKS = {
  pending: { Icon: PendingIcon, colour: 'text-pending' },
  approved: { Icon: ApprovedIcon, colour: 'text-approved' },
  consumed: { Icon: CheckIcon, colour: 'text-approved' },
  denied: { Icon: RejectedIcon, colour: 'text-rejected' },
  expired: { Icon: ClockIcon, colour: 'text-faint' },
  voided: { Icon: SlashIcon, colour: 'text-faint' },
} as const

export function ApprovalIcon({ state }: { state: ApprovalState }) {
  const { Icon, colour } = LOOKS[state]
  return <Icon className={colour} />
}

export function ApprovalMark({ state }: { state: ApprovalState }) {
  return <Mark look={LOOKS[state]} word={APPROVAL_WORDS[state]} />
}
