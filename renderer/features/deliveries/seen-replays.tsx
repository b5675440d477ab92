import { useState } from 'react'
import type { DeliveryDetail, SeenReplay } from '../../../contract/delivery.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { count } from '../../design/time-words.ts'
import { Section } from '../tasks/section.tsx'
import { DeliveryHeaders } from './delivery-headers.tsx'
import { doorWords } from './delivery-words.ts'
import { ExpandableRow } from './expandable-row.tsx'

const SHOWN_FIRST = 3

/** Each time that it came again or was carried out again, newest first. */
export function SeenReplays({ delivery }: { delivery: DeliveryDetail }) {
  const { replays, replays_seen: seen, delivery_id } = delivery
  const [all, setAll] = useState(false)
  if (seen.length === 0) return null
  const shown = all ? seen : seen.slice(0, SHOWN_FIRST)
  const hidden = seen.length - shown.length
  return (
    <Section
      title={`Again (${count(replays)})`}
      aside={seen.length < replays && <span className="text-faint text-xs">the latest {seen.length} are listed</span>}
    >
      <ol className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {shown.map((replay) => (
          <ReplayRow key={replay.seq} replay={replay} firstId={delivery_id} />
        ))}
      </ol>
      {hidden > 0 && (
        <Button look="quiet" className="!h-7 !px-2 mt-1" aria-expanded={false} onClick={() => setAll(true)}>
          Show {count(hidden)} more
        </Button>
      )}
    </Section>
  )
}

function ReplayRow({ replay, firstId }: { replay: SeenReplay; firstId: string }) {
  const { received_at, address, headers, headers_dropped, same_body, by, who, door, delivery_id } = replay
  const title = (
    <>
      <span className="min-w-0 break-words font-medium">
        {by === 'sender' ? (
          'Sent again'
        ) : (
          <>
            Replayed by <Inert text={who} /> {doorWords(door)}
          </>
        )}
      </span>
      <Moment at={received_at} />
      {address !== null && (
        <span className="min-w-0 break-all text-soft text-xs">
          from <Inert text={address} />
        </span>
      )}
      {by === 'sender' && same_body !== null && (
        <span className={`ml-auto whitespace-nowrap text-xs ${same_body ? 'text-faint' : 'text-pending'}`}>
          {same_body ? 'same body' : 'body spelled differently'}
        </span>
      )}
    </>
  )
  if (headers === null)
    return <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-1.5 pl-8">{title}</li>
  return (
    <ExpandableRow isOpenFirst={false} title={title}>
      {delivery_id !== firstId && (
        <p className="break-words text-soft">
          It came under another id:{' '}
          <code className="break-all text-xs">
            <Inert text={delivery_id} />
          </code>
        </p>
      )}
      <DeliveryHeaders headers={headers} dropped={headers_dropped} />
    </ExpandableRow>
  )
}
