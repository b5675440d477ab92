/** How many deliveries of an address may be refused: a token bucket that only failures empty and only time fills. */
export interface FailureLimiter {
  /** Milliseconds until the address may fail again; 0 while it is within its limit. */
  waitMs(address: string): number
  /** A delivery of the address was refused. */
  failed(address: string): void
  /** A delivery of the address came from a verified sender. */
  passed(address: string): void
  /** Whether one ever did: good senders share the address then, and it must not be kept out unread. */
  isProven(address: string): boolean
}

export interface FailureLimits {
  /** Failures that are taken one after the other. */
  readonly burst: number
  readonly perSecond: number
  /** Addresses that are remembered as failing, and as many as proven; the one that has been quiet for the longest is forgotten first. */
  readonly maxAddresses: number
}

export const FAILURE_LIMITS: FailureLimits = { burst: 20, perSecond: 1, maxAddresses: 10_000 }

/** `now`: milliseconds of a clock that never goes back. */
export function createFailureLimiter(limits: FailureLimits, now: () => number): FailureLimiter {
  /** In the order of their last failures. */
  const buckets = new Map<string, { tokens: number; at: number }>()
  /** In the order of their last deliveries from verified senders. */
  const proven = new Set<string>()

  function tokensOf(address: string, at: number): number {
    const bucket = buckets.get(address)
    if (bucket === undefined) return limits.burst
    return Math.min(limits.burst, bucket.tokens + ((at - bucket.at) / 1000) * limits.perSecond)
  }

  return {
    passed: (address) => {
      proven.delete(address)
      const [quietest] = proven
      if (proven.size >= limits.maxAddresses && quietest !== undefined) proven.delete(quietest)
      proven.add(address)
    },
    isProven: (address) => proven.has(address),
    waitMs: (address) => {
      const tokens = tokensOf(address, now())
      return tokens >= 1 ? 0 : ((1 - tokens) * 1000) / limits.perSecond
    },
    failed: (address) => {
      const at = now()
      const tokens = Math.max(0, tokensOf(address, at) - 1)
      buckets.delete(address)
      const [quietest] = buckets.keys()
      if (buckets.size >= limits.maxAddresses && quietest !== undefined) buckets.delete(quietest)
      buckets.set(address, { tokens, at })
    },
  }
}
