import type { Logger } from '../kernel/logger.ts'

/** Work that nobody waits for. */
export interface Asides {
  /** What fails is logged under this name. */
  run(what: string, work: () => Promise<unknown>): void
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

export function createAsides(logger: Logger): Asides {
  const running = new Set<Promise<void>>()
  return {
    run: (what, work) => {
      const done = work()
        .then(() => undefined)
        .catch((err: unknown) => logger.error({ err }, `${what} could not be written`))
        .finally(() => running.delete(done))
      running.add(done)
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
