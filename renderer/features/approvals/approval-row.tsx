import type { MouseEvent, ReactNode } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { APPROVAL_WORDS, whatBecameOf } from './approval-words.ts'
import { Countdown } from './countdown.tsx'
import { LevelBadge } from './level-badge.tsx'

/** Pixels; every row is as high. */
export const APPROVAL_ROW_HEIGHT = 74

interface ApprovalRowProps {
  approval: Approval
  href: string
  isCurrent: boolean
  /** What stands in front of it: the mark of its state, or a box to choose it. */
  lead: ReactNode
  /** A remark of the list's own. */
  remark: string | null
  onOpen: () => void
}

/** The row is a link to the approval. */
export function ApprovalRow({ approval, href, isCurrent, lead, remark, onOpen }: ApprovalRowProps) {
  const { state, what, side_effect_level, task_id, requested_by, created_at } = approval
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onOpen()
  }
  const became = whatBecameOf(approval)
  return (
    <div
      data-approval={approval.approval_id}
      className={`relative flex h-full items-start gap-2.5 overflow-hidden px-3 py-2 ${
        isCurrent ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover'
      }`}
    >
      <span className="relative z-[1] mt-0.5 flex">{lead}</span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <a
            href={href}
            onClick={follow}
            aria-current={isCurrent ? 'true' : undefined}
            title={inertString(what)}
            className="min-w-0 flex-1 truncate font-medium outline-offset-[-2px] after:absolute after:inset-0"
          >
            <Inert text={what} />
          </a>
          <span className="text-xs">
            {state === 'pending' || state === 'approved' ? (
              <Countdown approval={approval} />
            ) : (
              <span className="text-faint">
                <Age at={created_at} title={`asked for ${dateTime(Date.parse(created_at))}`} />
              </span>
            )}
          </span>
        </span>
        <span className="flex items-center gap-2 text-xs">
          <LevelBadge level={side_effect_level} />
          <span className="min-w-0 flex-1 truncate text-soft">
            {state !== 'pending' && <span className="font-medium">{APPROVAL_WORDS[state]} </span>}
            {became !== null && <Inert text={became} />}
            {became === null && state === 'pending' && (
              <>
                asked by <Inert text={requested_by} />
              </>
            )}
          </span>
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-faint text-xs">
          <span className="min-w-0 flex-1 truncate" title={inertString(task_id)}>
            task{' '}
            <span className="font-mono text-2xs">
              <Inert text={task_id} />
            </span>
          </span>
          {remark !== null && <span className="shrink-0 whitespace-nowrap text-2xs text-soft">{remark}</span>}
        </span>
      </span>
    </div>
  )
}
