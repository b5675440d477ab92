export interface Throttle {
  /** Runs at once when quiet, otherwise once at the end of the current span. */
  ask(): void
  stop(): void
}

/** At most one run per `span` milliseconds, and always one after the last request. */
export function createThrottle(span: number, run: () => void): Throttle {
  let timer = 0
  let asked = false
  function next(): void {
    timer = 0
    if (!asked) return
    asked = false
    timer = window.setTimeout(next, span)
    run()
  }
  return {
    ask: () => {
      asked = true
      if (timer === 0) next()
    },
    stop: () => {
      clearTimeout(timer)
      asked = false
    },
  }
}
