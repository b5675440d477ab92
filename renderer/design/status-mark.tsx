import type { ListedStatus } from '../../contract/task.ts'
import { ApprovedIcon, PendingIcon, RejectedIcon, ReviewIcon, WarningIcon } from './icons.tsx'
import { Mark } from './mark.tsx'

export const STATUS_WORDS: Readonly<Record<ListedStatus, string>> = {
  pending: 'Pending',
  needs_review: 'Needs review',
  approved: 'Approved',
  rejected: 'Rejected',
  invalid: 'Invalid file',
}

const LOOKS = {
  pending: { Icon: PendingIcon, colour: 'text-pending' },
  needs_review: { Icon: ReviewIcon, colour: 'text-review' },
  approved: { Icon: ApprovedIcon, colour: 'text-approved' },
  rejected: { Icon: RejectedIcon, colour: 'text-rejected' },
  invalid: { Icon: WarningIcon, colour: 'text-soft' },
} as const

export function StatusIcon({ status }: { status: ListedStatus }) {
  const { Icon, colour } = LOOKS[status]
  return <Icon className={colour} />
}

export function StatusMark({ status }: { status: ListedStatus }) {
  return <Mark look={LOOKS[status]} word={STATUS_WORDS[status]} />
}

export function StatusWord({ status }: { status: ListedStatus }) {
  return <span className={`whitespace-nowrap ${LOOKS[status].colour}`}>{STATUS_WORDS[status]}</span>
}
