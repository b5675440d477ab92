import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeliveryDetail } from '../../../contract/delivery.ts'
import type { DeliveryName } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { useSettled } from '../../app/use-hurry.ts'
import { asFailure } from '../../client/failure.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { Button } from '../../design/button.tsx'
import { AgainIcon, BackIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SourceBadge } from '../../design/source-badge.tsx'
import { DeliveryBody } from './delivery-body.tsx'
import { DeliveryFacts } from './delivery-facts.tsx'
import { DeliveryHeaders } from './delivery-headers.tsx'
import { DeliveryIcon, DeliveryStateWords } from './delivery-mark.tsx'
import { DeliveryVerdict } from './delivery-verdict.tsx'
import { eventWords, whyNotReplayable } from './delivery-words.ts'
import { RefusedSamples } from './refused-samples.tsx'
import { ReplayDialog } from './replay-dialog.tsx'
import { SeenReplays } from './seen-replays.tsx'

interface DeliveryDetailPaneProps {
  name: DeliveryName
  /** Milliseconds to stay on this delivery before it is read. */
  wait: number
  isNarrow: boolean
  onLeave: () => void
}

/** One delivery: read when opened, read again whenever a pushed event names it. */
export function DeliveryDetailPane({ name, wait, isNarrow, onLeave }: DeliveryDetailPaneProps) {
  const { api } = useServices()
  const settled = useSettled(wait)
  const query = useQuery({
    enabled: settled,
    queryKey: ['delivery', name.source, name.delivery_id],
    queryFn: ({ signal }) => api.delivery(name.source, name.delivery_id, signal),
    gcTime: 30_000,
  })
  const failure = query.error === null ? null : asFailure(query.error)
  const isGone = failure?.code === 'delivery_not_found'
  // Without a connection the last reading stays in sight, under the banner that says so.
  const delivery = failure === null || failure.code === 'unreachable' ? query.data : undefined
  return (
    <>
      {isNarrow && (
        <Button look="quiet" className="!px-2 mt-2 ml-2" onClick={onLeave}>
          <BackIcon />
          Deliveries
        </Button>
      )}
      {delivery !== undefined ? (
        <DeliveryArticle delivery={delivery} />
      ) : failure !== null ? (
        <div className="flex max-w-[44rem] flex-col items-start gap-3 px-5 py-5 @3xl:px-7">
          <ProblemView failure={failure} onRetry={isGone ? null : () => void query.refetch()} />
          {isGone && (
            <>
              <p className="text-soft">
                The oldest deliveries leave the list when there are too many. What was recorded of it stays in the audit
                log.
              </p>
              <Button look="plain" onClick={onLeave}>
                Back to the list
              </Button>
            </>
          )}
        </div>
      ) : (
        <div aria-busy="true" className="appear-late flex flex-col gap-4 px-5 py-5 @3xl:px-7">
          <span className="sr-only">Reading the delivery</span>
          <div className="skeleton h-5 w-1/2" />
          <div className="skeleton h-3 w-1/3" />
          <div className="skeleton mt-4 h-32 w-full max-w-[44rem]" />
        </div>
      )}
    </>
  )
}

function DeliveryArticle({ delivery }: { delivery: DeliveryDetail }) {
  // As it stood when the operator asked: the question does not change while it is answered.
  const [asked, setAsked] = useState<DeliveryDetail | null>(null)
  return (
    <article className="mx-auto max-w-[76rem] px-5 pt-4 pb-10 @3xl:px-7">
      <DeliveryHeader delivery={delivery} onReplay={() => setAsked(delivery)} />
      <div className="grid gap-x-9 gap-y-7 @3xl:grid-cols-[minmax(0,1fr)_16.5rem] @3xl:grid-rows-[auto_1fr]">
        <DeliveryVerdict delivery={delivery} />
        <DeliveryFacts delivery={delivery} />
        <div className="flex min-w-0 flex-col gap-7">
          {delivery.state === 'refused' ? (
            <RefusedSamples delivery={delivery} />
          ) : (
            <>
              <SeenReplays delivery={delivery} />
              <DeliveryBody delivery={delivery} />
              <DeliveryHeaders headers={delivery.headers} dropped={0} />
            </>
          )}
        </div>
      </div>
      {asked !== null && <ReplayDialog delivery={asked} onClose={() => setAsked(null)} />}
    </article>
  )
}

function DeliveryHeader({ delivery, onReplay }: { delivery: DeliveryDetail; onReplay: () => void }) {
  const { mayDecide } = useServices()
  const first = delivery.state === 'failed' || delivery.state === 'open'
  const why = !delivery.replayable ? whyNotReplayable(delivery) : mayDecide ? null : 'This session may only read.'
  return (
    <header className="mb-6 border-line border-b pb-4">
      <div className="flex flex-col items-start gap-x-8 gap-y-3 @xl:flex-row">
        <h2 tabIndex={-1} className="min-w-0 flex-1 break-words font-semibold text-xl tracking-tight outline-none">
          <Inert text={eventWords(delivery)} />
        </h2>
        <Button look={first ? 'accent' : 'plain'} disabled={why !== null} onClick={onReplay}>
          <AgainIcon />
          {first ? 'Try again' : 'Replay'}
        </Button>
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <span data-testid="delivery-state" className="inline-flex items-center gap-1.5 font-medium">
          <DeliveryIcon state={delivery.state} />
          <DeliveryStateWords delivery={delivery} />
        </span>
        <SourceBadge source={delivery.source} />
        <AssuranceBadge assurance={delivery.assurance} source={delivery.source} />
        {why !== null && <span className="text-faint text-xs">{why}</span>}
      </div>
    </header>
  )
}
