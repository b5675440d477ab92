/** A few at a time; the others wait for their turn. */
export interface Turns {
  /** Rejects with the reason of `signal` for work that had no turn before it fell. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>
}

export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = []
  let free = atOnce

  async function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free -= 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const begin = (): void => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = (): void => {
      waiting.splice(waiting.indexOf(begin), 1)
      reject(signal.reason as Error)
    }
    waiting.push(begin)
    signal.addEventListener('abort', leave, { once: true })
    await promise
  }

  function pass(): void {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }

  return {
    take: async (work, signal) => {
      await turn(signal)
      try {
        return await work()
      } finally {
        pass()
      }
    },
  }
}
