import type { DeliveryDetail, DeliveryPage, DeliverySummary } from '../../contract/delivery.ts'
import type { DeliveryBodies } from '../core/ingest/delivery-bodies.ts'
import { type DeliveryIndex, REFUSAL_PREFIX } from '../core/ingest/delivery-index.ts'
import type { DeliveryService } from '../core/ingest/delivery-service.ts'
import type { RefusalJournal } from '../core/ingest/refusal-journal.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { claimedDetail, refusedDetail } from './delivery-detail.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type DeliveryHandlers = Pick<Handlers, 'listDeliveries' | 'getDelivery' | 'replayDelivery'>

const MAX_REPLAYS_SEEN = 50

/** What came in from outside, for those who look at it: untrusted text, given out as JSON strings only. */
export function createDeliveryHandlers(parts: {
  index: Pick<DeliveryIndex, 'summary' | 'page' | 'record' | 'replays'>
  bodies: Pick<DeliveryBodies, 'read'>
  journal: Pick<RefusalJournal, 'samples'>
  deliveries: Pick<DeliveryService, 'replay'>
}): DeliveryHandlers {
  const { index, bodies, journal } = parts

  function summaryOf({ source, delivery_id }: Pick<DeliverySummary, 'source' | 'delivery_id'>): DeliverySummary {
    const summary = index.summary(source, delivery_id)
    if (summary === null) throw new AppError('delivery_not_found', `No delivery ${delivery_id} of ${source}.`)
    return summary
  }

  async function detailOf(summary: DeliverySummary): Promise<DeliveryDetail> {
    const { source, delivery_id, state } = summary
    if (state === 'refused') return refusedDetail(summary, journal.samples(delivery_id.slice(REFUSAL_PREFIX.length)))
    return claimedDetail(summary, await bodies.read(source, delivery_id), {
      result: index.record(source, delivery_id)?.result ?? null,
      replays: index.replays(source, delivery_id, MAX_REPLAYS_SEEN),
    })
  }

  return {
    listDeliveries: ({ query }) => jsonReply(200, index.page(query) satisfies DeliveryPage),
    getDelivery: async ({ params }) => jsonReply(200, await detailOf(summaryOf(params))),
    replayDelivery: async ({ call, params }) => {
      const { source, delivery_id, state } = summaryOf(params)
      if (state === 'refused')
        throw new AppError('delivery_not_replayable', `${delivery_id} was refused: there is nothing to carry out.`)
      const { result, correlation_id } = await parts.deliveries.replay(call, source, delivery_id)
      return { ...jsonReply(200, result), correlation_id, task_id: result.task_ids[0] ?? null }
    },
  }
}
