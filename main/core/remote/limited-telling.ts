import type { DeskParts } from './desk-parts.ts'
import type { OutgoingMessage } from './messenger.ts'
import type { Outbox } from './outbox.ts'

/** Something that operators are told of, each time in a message of its own, but not without end. */
export interface LimitedTelling {
  /** Whether one more may have its own message; otherwise it is counted, and told of with the others at the end of the window. */
  mayTell(): boolean
  /** The same words to every operator. */
  tellAll(text: string, about: { readonly task_id: string | null; readonly correlation_id: string }): void
  close(): void
}

/** So many within a minute. */
const MOST = 10
const WINDOW_MS = 60_000

/** `countWords`: what is said of those that were only counted. */
export function createLimitedTelling(
  parts: Pick<DeskParts, 'clock' | 'ids' | 'timers' | 'operators'> & { readonly outbox: Outbox },
  countWords: (count: number) => string,
): LimitedTelling {
  const { clock, operators, outbox } = parts
  let told: number[] = []
  let counted = 0
  let cancelCount: () => void = () => undefined

  function tellAll(text: string, about: { readonly task_id: string | null; readonly correlation_id: string }): void {
    for (const chat_id of operators) {
      const message: OutgoingMessage = { chat_id, text, buttons: [], reply_to: null, force_reply: false }
      outbox.put({
        ...{ chat_id, key: null, ...about, lost: () => undefined },
        send: async (to) => {
          await to.send(message)
        },
      })
    }
  }

  function tellCount(): void {
    const text = countWords(counted)
    counted = 0
    tellAll(text, { task_id: null, correlation_id: `flood-${parts.ids.hex(6)}` })
  }

  return {
    mayTell: () => {
      const now = clock.now()
      told = told.filter((at) => now - at < WINDOW_MS)
      if (told.length < MOST) {
        told.push(now)
        return true
      }
      counted += 1
      if (counted === 1) cancelCount = parts.timers.after(WINDOW_MS, tellCount)
      return false
    },
    tellAll,
    close: () => cancelCount(),
  }
}
