import { useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from '../../app/keys.ts'
import { ListDetailPage } from '../../app/list-detail-page.tsx'
import { type DeliveryFilter, type DeliveryName, navigate } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { listedKeys, useListDetail } from '../../app/use-list-detail.ts'
import { Button } from '../../design/button.tsx'
import { SearchIcon } from '../../design/icons.tsx'
import { NewestFirstList } from '../../design/newest-first-list.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { DeliveryDetailPane } from './delivery-detail-pane.tsx'
import { EmptyDeliveries, NoDeliveryOpen, SkeletonDeliveries } from './delivery-faces.tsx'
import { DeliveryFilters } from './delivery-filters.tsx'
import { DELIVERY_ROW_HEIGHT, DeliveryRow } from './delivery-row.tsx'
import { deliveryKey, nameOfKey } from './delivery-rows.ts'
import { GapsDialog } from './gaps-dialog.tsx'
import { useDeliveryList } from './use-delivery-list.ts'

/** What came in from outside. */
export function DeliveriesPage({ open, filter }: { open: DeliveryName | null; filter: DeliveryFilter }) {
  const { mayDecide } = useServices()
  const { pages, rows, staleness, readAgain } = useDeliveryList(filter)
  const taskFieldRef = useRef<HTMLInputElement>(null)
  const [looksForGaps, setLooksForGaps] = useState(false)
  const keys = useMemo(() => rows.map(deliveryKey), [rows])
  const page = useListDetail(open === null ? null : deliveryKey(open), listedKeys(keys), (key, how) =>
    navigate({ page: 'deliveries', open: key === null ? null : nameOfKey(key), filter }, how),
  )
  useKeys({
    '/': () => {
      if (page.isNarrow && page.isOpen) flushSync(() => page.show(null))
      taskFieldRef.current?.select()
      return true
    },
  })
  const row = (place: number) => {
    const delivery = rows[place]
    if (delivery === undefined) return null
    const key = deliveryKey(delivery)
    return (
      <DeliveryRow delivery={delivery} filter={filter} isCurrent={key === page.current} onOpen={() => page.show(key)} />
    )
  }

  return (
    <>
      <ListDetailPage
        page={page}
        name="Deliveries"
        detailName="Delivery"
        list={
          <>
            <h1 className="sr-only">Deliveries</h1>
            <DeliveryFilters filter={filter} open={open} taskFieldRef={taskFieldRef} />
            <StaleNotice what="What came in since" failure={staleness} onRetry={readAgain} />
            <NewestFirstList
              ref={page.listRef}
              things="deliveries"
              pages={pages}
              filter={filter}
              keys={keys}
              rowHeight={DELIVERY_ROW_HEIGHT}
              current={page.current}
              row={row}
              whilePending={<SkeletonDeliveries />}
              whenEmpty={<EmptyDeliveries filter={filter} />}
              atEnd="Nothing older is kept."
            />
            <div className="mt-auto border-line border-t px-1.5 py-1">
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
          </>
        }
        detail={
          open === null ? (
            keys.length > 0 && <NoDeliveryOpen />
          ) : (
            <DeliveryDetailPane
              key={deliveryKey(open)}
              name={open}
              wait={page.wait}
              isNarrow={page.isNarrow}
              onLeave={() => page.show(null)}
            />
          )
        }
      />
      {looksForGaps && <GapsDialog onClose={() => setLooksForGaps(false)} />}
    </>
  )
}
