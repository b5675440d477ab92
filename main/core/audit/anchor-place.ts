import type { AnchorDeposit, AnchorState } from '../../../contract/audit-chain.ts'
import type { Deposit } from './anchor-deposit.ts'

/** A place outside of the data root that keeps signed heads. Both calls reject with an Error in words without secrets. */
export interface AnchorPlace {
  readonly kind: AnchorState['kind']
  /** Path or address, without user name and password. */
  readonly place: string
  /** Every deposit of this log's key, oldest first; none when nothing was ever deposited. */
  read(signal: AbortSignal): Promise<readonly Deposit[]>
  /** Adds one after those that are there. Durable when it resolves, as far as the place can promise that. */
  deposit(deposit: AnchorDeposit, signal: AbortSignal): Promise<void>
}
