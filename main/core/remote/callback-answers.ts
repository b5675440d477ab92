import type { DeskParts } from './desk-parts.ts'
import { MessengerError } from './messenger.ts'

/** What appears on the screen of whoever pressed a button. Nobody waits for it: Telegram may be out of reach, or the press too old. */
export interface CallbackAnswers {
  /** `alert`: it has to be confirmed. */
  say(callbackId: string, text: string, alert: boolean): void
  /** Resolves when what is on its way has ended. */
  close(): Promise<void>
}

/** https://core.telegram.org/bots/api#answercallbackquery */
const LONGEST_ANSWER = 200

export function createCallbackAnswers(parts: Pick<DeskParts, 'messenger' | 'logger'>): CallbackAnswers {
  const onTheirWay = new Set<Promise<void>>()

  return {
    say: (callbackId, text, alert) => {
      const saying = parts.messenger
        .answerCallback(callbackId, text.slice(0, LONGEST_ANSWER), alert)
        .catch((err: unknown) => {
          const expected = err instanceof MessengerError
          if (expected) parts.logger.info({ err }, 'a pressed button in Telegram could not be answered')
          else parts.logger.error({ err }, 'a pressed button in Telegram could not be answered')
        })
        .finally(() => onTheirWay.delete(saying))
      onTheirWay.add(saying)
    },
    close: async () => {
      await Promise.all(onTheirWay)
    },
  }
}
