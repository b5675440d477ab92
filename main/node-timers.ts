import type { Timers } from './core/kernel/timers.ts'

/** Node's own timers. They keep no process alive: whoever must finish something does so when it is closed. */
export function createNodeTimers(): Timers {
  return {
    after: (ms, work) => {
      const timer = setTimeout(work, ms).unref()
      return () => clearTimeout(timer)
    },
  }
}
