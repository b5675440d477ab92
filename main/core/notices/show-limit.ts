import type { Clock } from '../kernel/clock.ts'

export type Room = 'yes' | 'last' | 'no'

/** How often something may be shown, for each lane by itself. */
export interface ShowLimit {
  /** Takes a place when there is one. `last`: no more after this for now, and that is to be said; `no`: it has been said. */
  take(lane: string): Room
}

const MINUTE_MS = 60_000

/** `perMinute` in any 60 seconds. */
export function createShowLimit(clock: Clock, perMinute: number): ShowLimit {
  const shown = new Map<string, { times: number[]; said: boolean }>()
  return {
    take: (lane) => {
      const now = clock.now()
      const { times, said } = shown.get(lane) ?? { times: [], said: false }
      // A clock that was set back leaves times in the future, which would close the lane for as long.
      const recent = times.filter((at) => now - at < MINUTE_MS && at <= now)
      if (recent.length < perMinute) {
        shown.set(lane, { times: [...recent, now], said: false })
        return 'yes'
      }
      shown.set(lane, { times: recent, said: true })
      return said ? 'no' : 'last'
    },
  }
}
