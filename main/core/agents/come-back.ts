import type { Timers } from '../kernel/timers.ts'

/**
 * What `work` comes to. Once `signal` is aborted it has `ms` milliseconds to come back; then nobody waits for it any more, and this rejects
 * with what `givenUp` says.
 */
export function comesBack<T>(
  work: Promise<T>,
  signal: AbortSignal,
  ms: number,
  timers: Timers,
  givenUp: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined
    const called = (): void => {
      cancel = timers.after(ms, () => reject(givenUp()))
    }
    if (signal.aborted) called()
    else signal.addEventListener('abort', called, { once: true })
    const done = (): void => {
      signal.removeEventListener('abort', called)
      cancel()
    }
    void work.then(resolve, reject).finally(done)
  })
}

/** Resolves after `ms` milliseconds; rejects with the reason of `signal` when that is aborted. */
export function pause(ms: number, signal: AbortSignal, timers: Timers): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(ms, () => {
      signal.removeEventListener('abort', gone)
      resolve()
    })
    const gone = (): void => {
      cancel()
      reject(signal.reason as Error)
    }
    if (signal.aborted) gone()
    else signal.addEventListener('abort', gone, { once: true })
  })
}
