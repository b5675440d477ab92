/** What is known of a connection that the console keeps up by itself. */
export interface ConnectionState {
  readonly state: 'on' | 'lost'
  /** Why it is lost and what to do; null while it is on. */
  readonly reason: string | null
  /** Since when it has been so. */
  readonly since: string
  /** When the other side last answered; null: not since the start. */
  readonly contact_at: string | null
}

const BASE_MS = 1000
const MAX_MS = 60_000

/**
 * How long to wait after the nth failure in a row (1, 2, …), in milliseconds: exponential with full jitter, so that many who lost the same
 * server do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `random` is from [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  return Math.ceil(random * Math.min(MAX_MS, BASE_MS * 2 ** Math.min(failures, 16)))
}
