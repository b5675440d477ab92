import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'

/** Milliseconds that closing may take before another version starts all the same; what was left open, its start repairs. */
export const CLOSE_LIMIT_MS = 5000

/**
 * Closes all that is open and then frees the lock: the next instance starts before this one has ended, and must find the data root and the
 * lock free. Never rejects and never waits for ever: the operator has said yes to a version, and a closed app has nothing left to go on with.
 */
export function createLeave(parts: {
  readonly close: () => Promise<void>
  readonly freeLock: () => void
  readonly timers: Timers
  readonly logger: Logger
}): () => Promise<void> {
  const { timers, logger } = parts
  return async () => {
    const tooLong = Promise.withResolvers<void>()
    const cancel = timers.after(CLOSE_LIMIT_MS, () => {
      logger.error({}, `not closed after ${CLOSE_LIMIT_MS} ms: another version starts all the same`)
      tooLong.resolve()
    })
    const closed = parts.close().catch((error: unknown) => {
      logger.error({ err: error }, 'closed with errors before another version starts')
    })
    await Promise.race([closed, tooLong.promise])
    cancel()
    parts.freeLock()
  }
}
