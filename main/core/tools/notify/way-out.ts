import type { Sha256 } from '../../../../contract/ids.ts'
import type { Outcome } from './delivery-record.ts'

/** One message made ready for one receiver; what could be found wrong before sending was found. */
export interface WayOut {
  /** sha256 of the address. */
  readonly to: Sha256
  /** The longest that an attempt may take. */
  readonly attempt_ms: number
  /** One attempt, which nothing repeats by itself. Never throws. */
  attempt(signal: AbortSignal): Promise<Outcome>
}
