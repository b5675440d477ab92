import { Timestamp } from '../../../../contract/ids.ts'

/** By this much a sender's clock may run ahead of ours. The same is tolerated of signed timestamps. */
const TOLERANCE_MS = 5 * 60_000

/**
 * The latest of the payload's own instants, in UTC with milliseconds. Null when there is none to go by: instants further ahead of the
 * receipt than clocks differ are not believed, otherwise one of them would make everything that comes until then look old. (They are
 * not moved to the receipt either: what counts must not depend on when it arrived.)
 */
export function latestInstant(instants: readonly unknown[], receivedAt: string): string | null {
  const limit = Date.parse(receivedAt) + TOLERANCE_MS
  const believed = instants
    .map((instant) => Date.parse(Timestamp.safeParse(instant).data ?? ''))
    .filter((ms) => ms <= limit)
  return believed.length === 0 ? null : new Date(Math.max(...believed)).toISOString()
}
