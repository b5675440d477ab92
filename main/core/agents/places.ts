/** So many things at once and no more; whoever comes later waits, in the order of coming. */
export interface Places {
  /** Resolves to what gives the place back. Rejects with the reason of `signal` when that is aborted first. */
  take(signal: AbortSignal): Promise<() => void>
}

export function createPlaces(most: number): Places {
  const waiting: (() => void)[] = []
  let taken = 0

  function inLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = (): void => {
        signal.removeEventListener('abort', gone)
        resolve()
      }
      const gone = (): void => {
        waiting.splice(waiting.indexOf(mine), 1)
        reject(signal.reason as Error)
      }
      waiting.push(mine)
      signal.addEventListener('abort', gone, { once: true })
    })
  }

  function giveBack(): void {
    const next = waiting.shift()
    if (next === undefined) taken -= 1
    else next()
  }

  return {
    take: async (signal) => {
      signal.throwIfAborted()
      if (taken < most) taken += 1
      else await inLine(signal)
      let isHeld = true
      return () => {
        if (isHeld) giveBack()
        isHeld = false
      }
    },
  }
}
