import type { DeliveryResult } from '../../../contract/delivery.ts'

/** Deliveries that are being carried out right now, so that none is carried out twice at the same time. */
export interface DeliveryFlights {
  /**
   * Runs `work` unless the same delivery (`key`) is on its way already: then its result is waited for and given to `joined`. A delivery of
   * that key with another body goes to `changed`, which throws.
   */
  run(
    flight: { readonly key: string; readonly body_sha256: string },
    work: () => Promise<DeliveryResult>,
    joined: (result: DeliveryResult) => Promise<DeliveryResult>,
    changed: () => never,
  ): Promise<DeliveryResult>
}

export function createDeliveryFlights(): DeliveryFlights {
  const inFlight = new Map<string, { readonly body_sha256: string; readonly result: Promise<DeliveryResult> }>()
  return {
    run: async ({ key, body_sha256 }, work, joined, changed) => {
      const running = inFlight.get(key)
      if (running !== undefined && running.body_sha256 !== body_sha256) changed()
      if (running !== undefined) return joined(await running.result)
      const mine = work()
      inFlight.set(key, { body_sha256, result: mine })
      try {
        return await mine
      } finally {
        inFlight.delete(key)
      }
    },
  }
}
