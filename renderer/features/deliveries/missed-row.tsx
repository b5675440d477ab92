import type { DeliveryResult, MissedDelivery } from '../../../contract/delivery.ts'
import { ALL_DELIVERIES, formatRoute } from '../../app/route.ts'
import type { Failure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { CheckIcon, CrossIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { outcomeWords } from './delivery-words.ts'

/** What came of fetching it. */
export type Fetched = { readonly result: DeliveryResult } | { readonly failure: Failure } | 'running'

interface MissedRowProps {
  missed: MissedDelivery
  fetched: Fetched | null
  isBusy: boolean
  onFetch: () => void
  /** The operator follows the link to what was fetched. */
  onLeave: () => void
}

/** A delivery that never arrived, and what came of fetching it. */
export function MissedRow({ missed, fetched, isBusy, onFetch, onLeave }: MissedRowProps) {
  const failure = fetched !== null && fetched !== 'running' && 'failure' in fetched ? fetched.failure : null
  const result = fetched !== null && fetched !== 'running' && 'result' in fetched ? fetched.result : null
  return (
    <li className="flex items-start gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium">
          <Inert text={missed.action === null ? missed.event : `${missed.event} · ${missed.action}`} />
        </p>
        <p className="figures break-words text-soft text-xs">
          <Moment at={missed.delivered_at} /> ·{' '}
          {missed.status_code === 0 ? 'no answer' : `answered ${missed.status_code}`} · <Inert text={missed.hook} />
        </p>
        {result !== null && (
          <p className="mt-0.5 flex items-baseline gap-1 text-approved text-xs">
            <CheckIcon className="size-3.5 translate-y-0.5" />
            <a
              className="underline underline-offset-2"
              onClick={onLeave}
              href={formatRoute({
                page: 'deliveries',
                open: { source: 'github', delivery_id: missed.delivery_id },
                filter: ALL_DELIVERIES,
              })}
            >
              {outcomeWords(result.outcome)}
            </a>
          </p>
        )}
        {failure !== null && (
          <p role="alert" className="mt-0.5 flex items-baseline gap-1 text-rejected text-xs">
            <CrossIcon className="size-3.5 translate-y-0.5" />
            <span className="min-w-0 break-words">
              {failure.title}: <Inert text={failure.detail} />
            </span>
          </p>
        )}
      </div>
      {result === null && (
        <Button look="plain" className="!h-7" disabled={isBusy || fetched === 'running'} onClick={onFetch}>
          {fetched === 'running' ? 'Fetching…' : failure === null ? 'Fetch' : 'Try again'}
        </Button>
      )}
    </li>
  )
}
