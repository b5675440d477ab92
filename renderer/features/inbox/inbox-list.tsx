import type { Ref } from 'react'
import type { InboxItem } from '../../../contract/inbox.ts'
import type { InboxPlace } from '../../app/governance-route.ts'
import { formatRoute } from '../../app/route.ts'
import { inertString } from '../../design/inert-text.ts'
import { RowList } from '../../design/row-list.tsx'
import { count } from '../../design/time-words.ts'
import { ApprovalIcon } from '../approvals/approval-mark.tsx'
import { APPROVAL_ROW_HEIGHT, ApprovalRow } from '../approvals/approval-row.tsx'
import { keyOf, placeOf } from './inbox-key.ts'
import { InboxTaskRow } from './inbox-task-row.tsx'
import type { Chosen } from './use-chosen.ts'

interface InboxListProps {
  ref: Ref<HTMLElement | null>
  items: readonly InboxItem[]
  keys: readonly string[]
  current: string | null
  more: number
  /** Null for those who may only read. */
  chosen: Chosen | null
  onOpen: (place: InboxPlace) => void
}

const nothing = () => undefined

export function InboxList({ ref, items, keys, current, more, chosen, onOpen }: InboxListProps) {
  const alike = new Map<string, number>()
  for (const item of items)
    if (item.kind === 'approval')
      alike.set(item.approval.action_sha256, (alike.get(item.approval.action_sha256) ?? 0) + 1)

  const row = (index: number) => {
    const item = items[index]
    if (item === undefined) return null
    const place = placeOf(item)
    const common = {
      href: formatRoute({ page: 'inbox', open: place }),
      isCurrent: keyOf(place) === current,
      onOpen: () => onOpen(place),
    }
    if (item.kind === 'task') return <InboxTaskRow {...common} task={item.task} since={item.waiting_since} />
    const { approval } = item
    const peers = (alike.get(approval.action_sha256) ?? 1) - 1
    const why = chosen?.whyNot(approval) ?? null
    return (
      <ApprovalRow
        {...common}
        approval={approval}
        remark={peers === 0 ? null : `${count(peers)} more of the same action`}
        lead={
          chosen === null ? (
            <ApprovalIcon state={approval.state} />
          ) : (
            <input
              type="checkbox"
              aria-label={`Choose ${inertString(approval.what)} of task ${approval.task_id}`}
              title={why ?? 'Choose for a decision on several (x)'}
              checked={chosen.has(approval.approval_id)}
              disabled={why !== null}
              onChange={() => chosen.toggle(approval)}
              className="size-4 accent-[var(--accent)]"
            />
          )
        }
      />
    )
  }
  return (
    <RowList
      ref={ref}
      label="Waiting for you, the gravest first"
      keys={keys}
      rowHeight={APPROVAL_ROW_HEIGHT}
      current={current}
      question={null}
      isOld={false}
      isWhole={more === 0}
      onNearEnd={nothing}
      row={row}
    >
      {more > 0 && (
        <p className="figures px-4 py-3 text-soft text-xs">
          {count(more)} more wait; they appear when some of these are decided.
        </p>
      )}
    </RowList>
  )
}
