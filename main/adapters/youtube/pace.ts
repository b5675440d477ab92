import type { Clock } from '../../core/kernel/clock.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import { pause } from '../../core/tools/youtube/pause.ts'

export interface Pace {
  /** Resolves when that many bytes may be sent. Rejects with the reason of `signal`. */
  take(bytes: number, signal: AbortSignal): Promise<void>
}

/** A token bucket that holds one piece: after each piece it waits as long as that one takes at `rate` bytes per second; null: at once. */
export function createPace(parts: { clock: Clock; timers: Timers; rate: () => number | null }): Pace {
  let taken = { at: 0, lasts_ms: 0 }
  return {
    take: async (bytes, signal) => {
      const now = parts.clock.now()
      // Never longer than the piece before takes, whatever becomes of the clock.
      const wait = Math.min(taken.lasts_ms, taken.at + taken.lasts_ms - now)
      if (wait > 0) await pause(parts.timers, wait, signal)
      const rate = parts.rate()
      taken = { at: parts.clock.now(), lasts_ms: rate === null ? 0 : (bytes / rate) * 1000 }
    },
  }
}
