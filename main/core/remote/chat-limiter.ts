import type { Clock } from '../kernel/clock.ts'

/** A token bucket for each chat. */
export interface ChatLimiter {
  /** `notice`: refused, and the chat has not been told since it last had a token; `silent`: refused, and told already. */
  take(chatId: number): 'free' | 'notice' | 'silent'
}

interface Bucket {
  tokens: number
  at_ms: number
  told: boolean
}

/** `burst` at once, then one more every `refillMs`. Chats that were quiet long enough to be full again are forgotten. */
export function createChatLimiter(options: { clock: Clock; burst: number; refillMs: number }): ChatLimiter {
  const { clock, burst, refillMs } = options
  const buckets = new Map<number, Bucket>()
  let sweepAt = clock.now() + burst * refillMs

  function forgetFull(now: number): void {
    sweepAt = now + burst * refillMs
    for (const [chat, bucket] of buckets) if (now - bucket.at_ms > burst * refillMs) buckets.delete(chat)
  }

  return {
    take: (chatId) => {
      const now = clock.now()
      if (now >= sweepAt) forgetFull(now)
      const bucket = buckets.get(chatId) ?? { tokens: burst, at_ms: now, told: false }
      buckets.set(chatId, bucket)
      bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at_ms) / refillMs)
      bucket.at_ms = now
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1
        bucket.told = false
        return 'free'
      }
      const answer = bucket.told ? 'silent' : 'notice'
      bucket.told = true
      return answer
    },
  }
}
