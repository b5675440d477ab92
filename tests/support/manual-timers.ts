import type { Clock } from '../../main/core/kernel/clock.ts'
import type { Timers } from '../../main/core/kernel/timers.ts'

/** Time that passes only when a test says so; `clock` and the delays agree. */
export interface ManualTimers extends Timers {
  readonly clock: Clock
  /** Runs what falls due on the way, in order, each at its own instant. */
  advance(ms: number): void
  /** Sets the clock to another time, as a person or a time server does; delays go on as if nothing had happened. */
  setClock(ms: number): void
  /** Delays that have not fallen due and were not cancelled. */
  waiting(): number
}

export function createManualTimers(startMs: number): ManualTimers {
  const due: { at: number; work: () => void }[] = []
  let now = startMs
  let offset = 0

  return {
    clock: { now: () => now + offset },
    after: (ms, work) => {
      const one = { at: now + ms, work }
      due.push(one)
      return () => {
        const place = due.indexOf(one)
        if (place !== -1) due.splice(place, 1)
      }
    },
    advance: (ms) => {
      const end = now + ms
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        due.splice(due.indexOf(next), 1)
        now = next.at
        next.work()
      }
      now = end
    },
    setClock: (ms) => {
      offset = ms - now
    },
    waiting: () => due.length,
  }
}
