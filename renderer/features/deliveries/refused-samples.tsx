import { useState } from 'react'
import type { DeliveryDetail, RefusedSample } from '../../../contract/delivery.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { count } from '../../design/time-words.ts'
import { Section } from '../tasks/section.tsx'
import { KeptBody } from './delivery-body.tsx'
import { DeliveryHeaders } from './delivery-headers.tsx'
import { ExpandableRow } from './expandable-row.tsx'

const SHOWN_FIRST = 4

/** Those of the refused deliveries that are kept, newest first: each opens to what it sent. */
export function RefusedSamples({ delivery }: { delivery: DeliveryDetail }) {
  const { samples, count: came } = delivery
  const [all, setAll] = useState(false)
  // Those that come in while this one is read do not open by themselves.
  const [opened] = useState(samples[0]?.nth)
  if (samples.length === 0)
    return (
      <Section title="What was sent" aside={null}>
        <p className="text-soft">
          None of them is kept any more: of each kind the first and the latest are kept, until others need their room.
        </p>
      </Section>
    )
  const shown = all ? samples : samples.slice(0, SHOWN_FIRST)
  const hidden = samples.length - shown.length
  return (
    <Section
      title="What was sent"
      aside={<span className="text-faint text-xs">{keptWords(samples.length, came)}</span>}
    >
      <ol className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {shown.map((sample) => (
          <ExpandableRow
            key={sample.nth}
            isOpenFirst={sample.nth === opened}
            title={<SampleTitle sample={sample} isOnly={came === 1} />}
          >
            {sample.body === null ? (
              <p className="text-soft">Its body was not read: it was refused before.</p>
            ) : (
              <KeptBody body={sample.body} isSample label={`Body of no. ${sample.nth}`} />
            )}
            <DeliveryHeaders headers={sample.headers} dropped={sample.headers_dropped} />
          </ExpandableRow>
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

function keptWords(kept: number, came: number): string {
  if (came === 1) return ''
  return kept === came ? `all ${count(came)} kept` : `${count(kept)} of ${count(came)} kept`
}

function SampleTitle({ sample, isOnly }: { sample: RefusedSample; isOnly: boolean }) {
  const { nth, received_at, address, bytes, body } = sample
  return (
    <>
      {!isOnly && <span className="figures min-w-8 font-medium">{nth === 1 ? 'First' : `No. ${count(nth)}`}</span>}
      <Moment at={received_at} />
      {address !== null && (
        <span className="min-w-0 break-all text-soft text-xs">
          from <Inert text={address} />
        </span>
      )}
      <span className="figures ml-auto whitespace-nowrap text-faint text-xs">
        {body === null ? 'not read' : sizeWords(bytes)}
      </span>
    </>
  )
}
