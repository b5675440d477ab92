import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from '../../app/keys.ts'
import { type DeliveryFilter, type DeliveryName, navigate } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { useHurry } from '../../app/use-hurry.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { Button } from '../../design/button.tsx'
import { SearchIcon } from '../../design/icons.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { DeliveryDetailPane } from './delivery-detail-pane.tsx'
import { NoDeliveryOpen } from './delivery-faces.tsx'
import { DeliveryFilters } from './delivery-filters.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { isSame } from './delivery-rows.ts'
import { GapsDialog } from './gaps-dialog.tsx'
import { useDeliveryList } from './use-delivery-list.ts'

/** What came in from outside: list and detail side by side; on a narrow screen one at a time. */
export function DeliveriesPage({ open, filter }: { open: DeliveryName | null; filter: DeliveryFilter }) {
  const { mayDecide } = useServices()
  const narrow = useIsNarrow()
  const { pages, rows, staleness, readAgain } = useDeliveryList(filter)
  const { wait, note } = useHurry()
  const listRef = useRef<HTMLElement>(null)
  const detailRef = useRef<HTMLElement>(null)
  const taskFieldRef = useRef<HTMLInputElement>(null)
  const [looksForGaps, setLooksForGaps] = useState(false)
  // Where the keys stand on a narrow screen, where moving does not open.
  const [mark, setMark] = useState<DeliveryName | null>(null)
  const current = narrow && open === null ? mark : open
  const place = rows.findIndex((row) => isSame(row, current))

  const show = (name: DeliveryName | null) => {
    if (name !== null) setMark(name)
    note()
    navigate({ page: 'deliveries', open: name, filter }, open === null || name === null ? 'push' : 'replace')
  }
  const move = (step: 1 | -1) => {
    const row = rows[place < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, place + step))]
    if (row === undefined) return true
    const name = { source: row.source, delivery_id: row.delivery_id }
    if (narrow && open === null) setMark(name)
    else show(name)
    return true
  }
  const isInList = () => document.activeElement === document.body || document.activeElement === listRef.current
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => isInList() && move(1),
    ArrowUp: () => isInList() && move(-1),
    Enter: () => {
      if (!isInList()) return false
      flushSync(() => {
        if (current === null) move(1)
        else if (open === null) show(current)
      })
      detailRef.current?.focus()
      return true
    },
    Escape: () => {
      if (!narrow) listRef.current?.focus()
      else if (open !== null) show(null)
      return true
    },
    '/': () => {
      if (narrow && open !== null) flushSync(() => show(null))
      taskFieldRef.current?.select()
      return true
    },
  })

  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] wide:grid-cols-[clamp(21rem,34vw,30rem)_minmax(0,1fr)]">
      {(!narrow || open === null) && (
        <section aria-label="Deliveries" className="flex min-h-0 flex-col border-line bg-surface wide:border-r">
          <h1 className="sr-only">Deliveries</h1>
          <DeliveryFilters filter={filter} open={open} taskFieldRef={taskFieldRef} />
          <StaleNotice what="What came in since" failure={staleness} onRetry={readAgain} />
          <DeliveryList ref={listRef} pages={pages} rows={rows} filter={filter} current={current} onOpen={show} />
          <div className="border-line border-t px-1.5 py-1">
            <Button
              look="quiet"
              className="!h-7 !px-1.5 !text-xs"
              disabled={!mayDecide}
              title={mayDecide ? 'Compares GitHub’s own record with what arrived here' : 'This session may only read'}
              onClick={() => setLooksForGaps(true)}
            >
              <SearchIcon />
              Look for missed deliveries
            </Button>
          </div>
        </section>
      )}
      {(!narrow || open !== null) && (
        <section
          ref={detailRef}
          aria-label="Delivery"
          tabIndex={-1}
          className="@container min-h-0 overflow-y-auto outline-none"
        >
          {open === null ? (
            <NoDeliveryOpen />
          ) : (
            <DeliveryDetailPane
              key={`${open.source} ${open.delivery_id}`}
              name={open}
              wait={wait}
              isNarrow={narrow}
              onLeave={() => show(null)}
            />
          )}
        </section>
      )}
      {looksForGaps && <GapsDialog onClose={() => setLooksForGaps(false)} />}
    </main>
  )
}
