import type { Clock } from '../../core/kernel/clock.ts'
import { pause } from '../../core/kernel/pause.ts'
import type { Timers } from '../../core/kernel/timers.ts'

export interface Pace {
  /** Resolves when that many bytes may be sent, in the order of the asking. Rejects with the reason of `signal`. */
  take(bytes: number, signal: AbortSignal): Promise<void>
}

/**
 * A token bucket that holds one piece, for everything that is sent: after each piece the next one, whoever's it is, waits as long as that
 * one takes at `rate` bytes per second; null: at once.
 */
export function createPace(parts: { clock: Clock; timers: Timers; rate: () => number | null }): Pace {
  let taken = { at: 0, lasts_ms: 0 }
  let last: Promise<void> = Promise.resolve()

  async function takeInTurn(bytes: number, signal: AbortSignal): Promise<void> {
    const now = parts.clock.now()
    // Never longer than the piece before takes, whatever becomes of the clock.
    const wait = Math.min(taken.lasts_ms, taken.at + taken.lasts_ms - now)
    if (wait > 0) await pause(parts.timers, wait, signal)
    const rate = parts.rate()
    taken = { at: parts.clock.now(), lasts_ms: rate === null ? 0 : (bytes / rate) * 1000 }
  }

  return {
    take: async (bytes, signal) => {
      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      // The place in the row is taken before anything is waited for: two that wait for the same piece would be sent at once.
      last = promise
      try {
        await unlessAborted(before, signal)
        await takeInTurn(bytes, signal)
      } finally {
        // Who leaves the row lets nobody past those who still wait in it.
        void before.then(resolve)
      }
    },
  }
}

/** Rejects with the reason of `signal` as soon as it falls. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
