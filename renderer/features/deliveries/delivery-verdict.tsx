import type { DeliveryDetail } from '../../../contract/delivery.ts'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { count } from '../../design/time-words.ts'
import { againWords, outcomeWords, reasonWords, whatBecame } from './delivery-words.ts'

/** What became of it and, when that is not what the sender wanted, why and what helps. */
export function DeliveryVerdict({ delivery }: { delivery: DeliveryDetail }) {
  const { state, reason } = delivery
  const why = reason === null ? null : reasonWords(reason)
  const remedy = why !== null && why.remedy !== '' && <p className="mt-1 text-ink">{why.remedy}</p>
  const code = reason !== null && <p className="mt-1.5 font-mono text-2xs text-soft">{reason}</p>
  if (state === 'refused') {
    return (
      <Notice look="warn" title={whatBecame(delivery)}>
        <p className="mt-0.5 text-soft">
          {delivery.count === 1
            ? 'Nothing of it was carried out, and no task was touched.'
            : `${count(delivery.count)} deliveries of this kind came in a row${delivery.address === null ? '' : ' from there'}. None of them was carried out.`}
        </p>
        {remedy}
        {code}
      </Notice>
    )
  }
  if (state === 'failed') {
    return (
      <Notice look="danger" title={`Dead letter: ${whatBecame(delivery)}`}>
        <p className="mt-0.5 text-soft">
          It was accepted and could not be carried out. It is kept, and goes on where it stopped as soon as it is tried
          again: by you, by the sender, or at the next start.
        </p>
        {remedy}
        {code}
      </Notice>
    )
  }
  if (state === 'open') {
    return (
      <Notice look="warn" title={whatBecame(delivery)}>
        <p className="mt-0.5 text-soft">
          If it stays so, the console stopped between the two; the next start carries it out.
        </p>
      </Notice>
    )
  }
  return (
    <Notice
      look={delivery.outcome === 'stale' || delivery.outcome === 'refused' ? 'plain' : 'good'}
      title={whatBecame(delivery)}
    >
      {delivery.replays > 0 && <p className="mt-0.5 text-soft">{againWords(delivery)}</p>}
      {delivery.latest !== null && (
        <p className="mt-0.5 text-soft">
          The last time it was carried out, <Moment at={delivery.latest.finished_at} />:{' '}
          {outcomeWords(delivery.latest.outcome)}.
        </p>
      )}
    </Notice>
  )
}
