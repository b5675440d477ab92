import type { DeliveryDetail, DeliveryPage, DeliverySummary } from '../../contract/delivery.ts'
import type { DeliveryBodies, StoredDelivery } from '../core/ingest/delivery-bodies.ts'
import { type DeliveryIndex, REFUSAL_PREFIX } from '../core/ingest/delivery-index.ts'
import { type DeliveryService, NOT_REPLAYABLE } from '../core/ingest/delivery-service.ts'
import type { RefusalSamples } from '../core/ingest/refusals.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { shownBody } from './delivery-body.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type DeliveryHandlers = Pick<Handlers, 'listDeliveries' | 'getDelivery' | 'replayDelivery'>

/** What came in from outside, for those who look at it: untrusted text, given out as JSON strings only. */
export function createDeliveryHandlers(parts: {
  index: Pick<DeliveryIndex, 'summary' | 'page'>
  bodies: Pick<DeliveryBodies, 'read'>
  refusals: RefusalSamples
  deliveries: Pick<DeliveryService, 'replay'>
}): DeliveryHandlers {
  const { index, bodies, refusals } = parts

  function summaryOf({ source, delivery_id }: Pick<DeliverySummary, 'source' | 'delivery_id'>): DeliverySummary {
    const summary = index.summary(source, delivery_id)
    if (summary === null) throw new AppError('delivery_not_found', `No delivery ${delivery_id} of ${source}.`)
    return summary
  }

  function refused(summary: DeliverySummary): DeliveryDetail {
    const sample = refusals.sample(summary.delivery_id.slice(REFUSAL_PREFIX.length))
    const body = sample === null || sample.body === null ? null : shownBody(sample.body, sample.truncated)
    return { ...summary, headers: sample === null ? null : { ...sample.headers }, body, replayable: false }
  }

  function claimed(summary: DeliverySummary, stored: StoredDelivery | null): DeliveryDetail {
    if (stored === null) return { ...summary, headers: null, body: null, replayable: false }
    const { outcome } = summary
    const replayable = outcome === null || !NOT_REPLAYABLE.includes(outcome)
    return { ...summary, headers: { ...stored.headers }, body: shownBody(stored.raw, false), replayable }
  }

  return {
    listDeliveries: ({ query }) => jsonReply(200, index.page(query) satisfies DeliveryPage),
    getDelivery: async ({ params }) => {
      const summary = summaryOf(params)
      const detail =
        summary.state === 'refused'
          ? refused(summary)
          : claimed(summary, await bodies.read(summary.source, summary.delivery_id))
      return jsonReply(200, detail)
    },
    replayDelivery: async ({ call, params }) => {
      const { source, delivery_id, state } = summaryOf(params)
      if (state === 'refused')
        throw new AppError('delivery_not_replayable', `${delivery_id} was refused: there is nothing to carry out.`)
      const { result, correlation_id } = await parts.deliveries.replay(call, source, delivery_id)
      return { ...jsonReply(200, result), correlation_id, task_id: result.task_ids[0] ?? null }
    },
  }
}
