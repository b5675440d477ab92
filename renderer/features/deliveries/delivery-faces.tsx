import { ALL_DELIVERIES, type DeliveryFilter, isFiltered, navigate } from '../../app/route.ts'
import { Button, Key } from '../../design/button.tsx'
import { Command, Face } from '../../design/face.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { DELIVERY_ROW_HEIGHT } from './delivery-row.tsx'

const ROW = { height: DELIVERY_ROW_HEIGHT }
const WIDTHS = ['w-2/5', 'w-1/2', 'w-1/3', 'w-2/5', 'w-1/2', 'w-1/3', 'w-2/5', 'w-1/2']

export function SkeletonDeliveries() {
  return (
    <div aria-busy="true" className="appear-late min-h-0 flex-1 overflow-hidden">
      <span className="sr-only">Reading the deliveries</span>
      {WIDTHS.map((width, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
        <div key={place} style={ROW} className="flex gap-2.5 border-line border-b px-3 py-2">
          <div className="skeleton mt-0.5 size-4 rounded-full" />
          <div className="flex flex-1 flex-col gap-2 pt-1">
            <div className={`skeleton h-2.5 ${width}`} />
            <div className="skeleton h-2 w-3/4" />
            <div className="skeleton h-2 w-1/2" />
          </div>
        </div>
      ))}
    </div>
  )
}

/** That nothing came in is said only about what the service has just told. */
export function EmptyDeliveries({ filter }: { filter: DeliveryFilter }) {
  const { phase } = useLiveState()
  if (phase === 'offline' || phase === 'reconnecting') {
    return (
      <Face title="Not known">
        <p>Nothing was listed when the service was last heard. It does not answer now, so deliveries may have come.</p>
      </Face>
    )
  }
  if (isFiltered(filter)) {
    return (
      <Face title="No delivery matches">
        <p>
          {filter.task_id === ''
            ? 'No delivery that is still kept has this source and state.'
            : `No delivery that is still kept touched the task ${filter.task_id} and has this source and state.`}
        </p>
        <Button
          look="plain"
          onClick={() => navigate({ page: 'deliveries', open: null, filter: ALL_DELIVERIES }, 'push')}
        >
          Show all deliveries
        </Button>
      </Face>
    )
  }
  return (
    <Face title="Nothing came in yet">
      <p>Every delivery from GitHub, Xcode and Telegram is listed here: accepted, repeated, refused and failed.</p>
      <p>To see one, send a sample, signed as GitHub would sign it:</p>
      <Command>npm run sample:github</Command>
    </Face>
  )
}

export function NoDeliveryOpen() {
  return (
    <Face title="No delivery is open">
      <p>
        Choose one in the list, or press <Key>j</Key> to open the newest: you see what was sent, how far its sender is
        proven, and what became of it.
      </p>
    </Face>
  )
}
