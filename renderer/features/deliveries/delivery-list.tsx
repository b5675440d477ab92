import { useVirtualizer } from '@tanstack/react-virtual'
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import type { DeliverySummary } from '../../../contract/delivery.ts'
import type { DeliveryFilter, DeliveryName } from '../../app/route.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { EmptyDeliveries, SkeletonDeliveries } from './delivery-faces.tsx'
import { DELIVERY_ROW_HEIGHT, DeliveryRow } from './delivery-row.tsx'
import { isSame } from './delivery-rows.ts'
import type { useDeliveryList } from './use-delivery-list.ts'

/** The next page is asked for when fewer rows than this are left below. */
const AHEAD = 40

interface DeliveryListProps {
  ref: Ref<HTMLElement | null>
  pages: ReturnType<typeof useDeliveryList>['pages']
  rows: readonly DeliverySummary[]
  filter: DeliveryFilter
  current: DeliveryName | null
  onOpen: (name: DeliveryName) => void
}

/** Only the rows in sight are in the page. What comes in above does not push away what is being read. */
export function DeliveryList({ ref, pages, rows, filter, current, onOpen }: DeliveryListProps) {
  const scroller = useRef<HTMLElement>(null)
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => scroller.current)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => DELIVERY_ROW_HEIGHT,
    getItemKey: (place) => rows[place]?.seq ?? place,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError && last >= rows.length - AHEAD) void fetchNextPage()
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, last, rows.length])

  const anchor = useRef<{ seq: number; place: number } | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    const was = anchor.current
    if (box === null || was === null || box.scrollTop < DELIVERY_ROW_HEIGHT / 2) return
    const place = rows.findIndex(({ seq }) => seq === was.seq)
    if (place >= 0 && place !== was.place) box.scrollTop += (place - was.place) * DELIVERY_ROW_HEIGHT
  }, [rows])
  useEffect(() => {
    const place = Math.floor((scroller.current?.scrollTop ?? 0) / DELIVERY_ROW_HEIGHT)
    const row = rows[place]
    anchor.current = row === undefined ? null : { seq: row.seq, place }
  })

  const shown = useRef({ filter, current: null as DeliveryName | null })
  useEffect(() => {
    if (shown.current.filter !== filter) scroller.current?.scrollTo({ top: 0 })
    if (current !== null && !isSame(current, shown.current.current)) {
      const place = rows.findIndex((row) => isSame(row, current))
      if (place >= 0) virtual.scrollToIndex(place, { align: 'auto' })
    }
    shown.current = { filter, current }
  }, [current, filter, rows, virtual])

  const failure = pages.error === null ? null : asFailure(pages.error)
  if (failure !== null && (pages.data === undefined || pages.isPlaceholderData)) {
    return (
      <div className="p-4">
        <ProblemView failure={failure} onRetry={() => void pages.refetch()} />
      </div>
    )
  }
  if (pages.isPending) return <SkeletonDeliveries />
  if (rows.length === 0 && !hasNextPage) return <EmptyDeliveries filter={filter} />
  return (
    <section
      ref={scroller}
      aria-label="Deliveries, newest first"
      aria-busy={pages.isPlaceholderData}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className={`min-h-0 flex-1 overflow-y-auto outline-offset-[-2px] [overflow-anchor:none] ${pages.isPlaceholderData ? 'opacity-60' : ''}`}
    >
      <ol className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const delivery = rows[item.index]
          return (
            delivery !== undefined && (
              <li
                key={item.key}
                aria-setsize={hasNextPage ? -1 : rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 border-line border-b"
                style={{ height: DELIVERY_ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
              >
                <DeliveryRow
                  delivery={delivery}
                  filter={filter}
                  isCurrent={isSame(delivery, current)}
                  onOpen={onOpen}
                />
              </li>
            )
          )
        })}
      </ol>
      {isFetchNextPageError && (
        <div className="flex items-center justify-between gap-3 px-4 py-3 text-rejected">
          Older deliveries could not be read.
          <Button look="plain" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </div>
      )}
      {!hasNextPage && rows.length > 20 && <p className="px-4 py-3 text-faint text-xs">Nothing older is kept.</p>}
    </section>
  )
}
