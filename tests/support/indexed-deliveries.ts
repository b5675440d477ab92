import { DeliveryQuery } from '../../contract/delivery.ts'
import type { DeliveryIndex } from '../../main/core/ingest/delivery-index.ts'
import { type Opened, openBoth } from './audit-index.ts'
import { makeKeys, withFolder } from './audit-log.ts'

/** An open log in a fresh folder and its index of deliveries, which keeps five of each source and three rows of refusals. */
export const withDeliveries = (use: (opened: Opened & { deliveries: DeliveryIndex }) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const opened = await openBoth(folder, makeKeys('key-1'), undefined, undefined, { deliveries: 5, refused: 3 })
    await use({ ...opened, deliveries: opened.index.deliveries })
    await opened.close()
  })

export const deliveryQuery = (given: object = {}): DeliveryQuery => DeliveryQuery.parse(given)
