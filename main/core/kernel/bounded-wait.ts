import type { Timers } from './timers.ts'

/** Resolves when all of `work` has ended, however it ended, or after `ms` milliseconds. */
export async function boundedWait(timers: Timers, ms: number, work: Iterable<Promise<unknown>>): Promise<void> {
  const { promise: tooLong, resolve } = Promise.withResolvers<void>()
  const cancel = timers.after(ms, resolve)
  await Promise.race([Promise.allSettled(work), tooLong])
  cancel()
}
