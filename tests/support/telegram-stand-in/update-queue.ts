import { BotApiError } from './bot-api-error.ts'

export type Update = { readonly update_id: number } & Readonly<Record<string, unknown>>

interface Waiting {
  readonly offset: number
  answer(updates: readonly Update[]): void
  end(error: BotApiError): void
}

/**
 * Updates that were not confirmed yet. A call with an offset confirms everything below it; one that finds nothing is held until
 * something comes or its time is over; a second one ends the first (https://core.telegram.org/bots/api#getupdates).
 */
export function createUpdateQueue(firstId: number) {
  let nextId = firstId
  let held: Update[] = []
  let waiting: Waiting | null = null
  const confirmed: number[] = []

  return {
    /** Ids of updates that the bot confirmed, in order. */
    confirmed,
    get held(): readonly Update[] {
      return held
    },
    /** Whether a call is being held open. */
    get polled(): boolean {
      return waiting !== null
    },
    push: (content: Readonly<Record<string, unknown>>): Update => {
      const update = { update_id: nextId++, ...content }
      held.push(update)
      waiting?.answer(held.filter(({ update_id }) => waiting !== null && update_id >= waiting.offset))
      return update
    },
    take: (offset: number | null, limit: number, timeoutS: number, signal: AbortSignal): Promise<readonly Update[]> => {
      waiting?.end(
        new BotApiError(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        ),
      )
      const from = offset === null ? 0 : offset < 0 ? (held.at(offset)?.update_id ?? 0) : offset
      confirmed.push(...held.filter(({ update_id }) => update_id < from).map(({ update_id }) => update_id))
      held = held.filter(({ update_id }) => update_id >= from)
      if (held.length > 0 || timeoutS === 0) return Promise.resolve(held.slice(0, limit))
      return new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer)
          if (waiting === mine) waiting = null
        }
        const mine: Waiting = {
          offset: from,
          answer: (updates) => {
            done()
            resolve(updates.slice(0, limit))
          },
          end: (error) => {
            done()
            reject(error)
          },
        }
        const timer = setTimeout(() => mine.answer([]), timeoutS * 1000)
        signal.addEventListener('abort', () => mine.answer([]))
        waiting = mine
      })
    },
  }
}
export type UpdateQueue = ReturnType<typeof createUpdateQueue>
