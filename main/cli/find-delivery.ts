import { DeliveryDetail, DeliveryPage } from '../../contract/delivery.ts'
import { type CliDoor, RefusedError } from './cli-door.ts'
import { printable } from './printable.ts'
import { UsageError } from './terminal.ts'

/** As many of the latest deliveries of a source are looked through for one whose id begins with what was given: a page. */
const LOOKED_THROUGH = 500

export const deliveryPath = (source: string, id: string): string =>
  `/api/deliveries/${encodeURIComponent(source)}/${encodeURIComponent(id)}`

/**
 * The delivery with this id or, among the latest 500 of the source, the only one whose id begins with it. Throws RefusedError
 * `delivery_not_found`, and UsageError when several begin so.
 */
export async function findDelivery(door: CliDoor, source: string, id: string): Promise<DeliveryDetail> {
  try {
    return DeliveryDetail.parse(await door.request('GET', deliveryPath(source, id)))
  } catch (error) {
    if (!(error instanceof RefusedError) || error.problem.error_code !== 'delivery_not_found' || id === '') throw error
    const query = new URLSearchParams({ source, limit: String(LOOKED_THROUGH) })
    const { items } = DeliveryPage.parse(await door.request('GET', `/api/deliveries?${query}`))
    const ids = items.map(({ delivery_id }) => delivery_id).filter((each) => each.startsWith(id))
    const [only, ...others] = ids
    if (only === undefined) throw error
    if (others.length > 0)
      throw new UsageError(
        `"${id}" begins the ids of ${ids.length} deliveries: ${ids.slice(0, 5).map(printable).join(', ')}`,
      )
    return DeliveryDetail.parse(await door.request('GET', deliveryPath(source, only)))
  }
}
