import type { Timers } from '../core/kernel/timers.ts'

/** A question that is asked once more and once more, never twice at the same time. */
export interface RepeatedQuestion {
  /** Asks anew, soon: many wishes become one question. */
  soon(): void
  close(): void
}

/**
 * Asks at once, and again as many milliseconds after an answer as `ask` then says, or `soonMs` after a wish. `ask` says what failed itself
 * and does not reject.
 */
export function repeatQuestion(parts: {
  readonly ask: () => Promise<number>
  readonly soonMs: number
  readonly timers: Timers
}): RepeatedQuestion {
  let next: { readonly cancel: () => void; readonly isSoon: boolean } | null = null
  let asking = false
  let wished = false
  let closed = false

  async function ask(): Promise<void> {
    next = null
    asking = true
    const laterMs = await parts.ask()
    asking = false
    if (closed) return
    if (wished) askAfter(parts.soonMs, true)
    else askAfter(laterMs, false)
    wished = false
  }

  function askAfter(ms: number, isSoon: boolean): void {
    next?.cancel()
    next = { cancel: parts.timers.after(ms, () => void ask()), isSoon }
  }

  void ask()
  return {
    soon: () => {
      if (asking) wished = true
      else if (!closed && next?.isSoon === false) askAfter(parts.soonMs, true)
    },
    close: () => {
      closed = true
      next?.cancel()
    },
  }
}
