import type { Timers } from './timers.ts'

/** Resolves after `ms` milliseconds. Rejects with the reason of `signal` as soon as it falls. */
export async function pause(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = timers.after(ms, resolve)
  const abort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await promise
  } finally {
    stop()
    signal.removeEventListener('abort', abort)
  }
}
