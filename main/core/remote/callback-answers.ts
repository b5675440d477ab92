import { boundedWait } from '../kernel/bounded-wait.ts'
import { cutText } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { MessengerError } from './messenger.ts'

/** What appears on the screen of whoever pressed a button. Nobody waits for it: Telegram may be out of reach, or the press too old. */
export interface CallbackAnswers {
  /** `alert`: it has to be confirmed. */
  say(callbackId: string, text: string, alert: boolean): void
  /** Resolves when what is on its way has ended, or after 0.4 seconds. */
  close(): Promise<void>
}

/** https://core.telegram.org/bots/api#answercallbackquery */
const LONGEST_ANSWER = 200
const CLOSE_MS = 400

export function createCallbackAnswers(parts: Pick<DeskParts, 'messenger' | 'timers' | 'logger'>): CallbackAnswers {
  const onTheirWay = new Set<Promise<void>>()

  return {
    say: (callbackId, text, alert) => {
      const saying = parts.messenger
        .answerCallback(callbackId, cutText(text, LONGEST_ANSWER), alert)
        .catch((err: unknown) => {
          const expected = err instanceof MessengerError
          if (expected) parts.logger.info({ err }, 'a pressed button in Telegram could not be answered')
          else parts.logger.error({ err }, 'a pressed button in Telegram could not be answered')
        })
        .finally(() => onTheirWay.delete(saying))
      onTheirWay.add(saying)
    },
    close: async () => {
      await boundedWait(parts.timers, CLOSE_MS, onTheirWay)
    },
  }
}
