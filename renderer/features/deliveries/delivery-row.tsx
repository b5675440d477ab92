import type { MouseEvent } from 'react'
import type { DeliverySummary } from '../../../contract/delivery.ts'
import { type DeliveryFilter, formatRoute, NO_FILTER } from '../../app/route.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Age } from '../../design/moment.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { SourceBadge } from '../../design/source-badge.tsx'
import { dateTime } from '../../design/time-words.ts'
import { DeliveryIcon, DeliveryStateWords } from './delivery-mark.tsx'
import { eventWords, whatBecame } from './delivery-words.ts'

/** Pixels; every row is as high. */
export const DELIVERY_ROW_HEIGHT = 74

interface DeliveryRowProps {
  delivery: DeliverySummary
  filter: DeliveryFilter
  isCurrent: boolean
  onOpen: () => void
}

/** The row is a link to the delivery; the task that it touched is a link of its own, above it. */
export function DeliveryRow({ delivery, filter, isCurrent, onOpen }: DeliveryRowProps) {
  const { source, delivery_id, assurance, task_ids, bytes, received_at } = delivery
  const open = { source, delivery_id }
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onOpen()
  }
  return (
    <div
      data-delivery={delivery_id}
      className={`relative flex h-full items-start gap-2.5 overflow-hidden px-3 py-2 ${
        isCurrent ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover'
      }`}
    >
      <span className="mt-0.5">
        <DeliveryIcon state={delivery.state} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <a
            href={formatRoute({ page: 'deliveries', open, filter })}
            onClick={follow}
            aria-current={isCurrent ? 'true' : undefined}
            title={inertString(delivery_id)}
            className="min-w-0 truncate font-medium outline-offset-[-2px] after:absolute after:inset-0"
          >
            <Inert text={eventWords(delivery)} />
          </a>
          <span className="min-w-0 flex-1 truncate text-xs">
            <DeliveryStateWords delivery={delivery} />
          </span>
          <span className="text-faint text-xs">
            <Age at={received_at} title={`received ${dateTime(Date.parse(received_at))}`} />
          </span>
        </span>
        <span className="block truncate text-soft text-xs" title={whatBecame(delivery)}>
          {whatBecame(delivery)}
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-faint text-xs">
          <SourceBadge source={source} />
          <AssuranceBadge assurance={assurance} source={source} />
          <span className="flex min-w-0 flex-1 items-center gap-1">
            <TouchedTasks ids={task_ids} />
          </span>
          {bytes !== null && <span className="figures whitespace-nowrap text-2xs">{sizeWords(bytes)}</span>}
        </span>
      </span>
    </div>
  )
}

function TouchedTasks({ ids }: { ids: readonly string[] }) {
  const [first, ...others] = ids
  if (first === undefined) return null
  return (
    <>
      <a
        href={formatRoute({ page: 'tasks', taskId: first, filter: NO_FILTER })}
        aria-label={`Open task ${first}`}
        className="relative z-[1] min-w-0 truncate font-mono text-2xs text-accent underline-offset-2 hover:underline"
      >
        {first}
      </a>
      {others.length > 0 && <span className="whitespace-nowrap text-2xs">and {others.length} more</span>}
    </>
  )
}
