import type { AuditEvent } from '../../../contract/audit-event.ts'
import { CARD_LINES } from './card-lines.ts'
import type { Card, CardRegister } from './card-register.ts'
import type { DeskParts } from './desk-parts.ts'
import { telegramOperator } from './telegram-user.ts'

/** The question for the reason of a rejection: one card, one operator, ten minutes. It is over when its card is withdrawn. */
export interface ReasonQuestion {
  readonly card_id: string
  readonly chat_id: number
  readonly message_id: number
  readonly user_id: number
  readonly expires_ms: number
}

/** Which questions were asked. In memory, known again from the log after a restart. */
export interface ReasonQuestions {
  /**
   * Also one that is over, so that a late answer is not taken for something new. A crash between the question and its line loses the
   * number of its message: then it is known by its words.
   */
  find(chatId: number, messageId: number, words: string | null): ReasonQuestion | undefined
  ofCard(cardId: string): ReasonQuestion | undefined
  all(): readonly ReasonQuestion[]
  /** Writes `telegram_reason_asked`. The question holds even if the line fails: it was asked. */
  add(question: ReasonQuestion, card: Card): Promise<void>
  /** Takes in a line of an earlier run. */
  restore(event: AuditEvent): void
  /** Forgets the questions about cards that the register does not know any more. */
  forget(register: Pick<CardRegister, 'get'>): void
}

const REASON_MS = 10 * 60_000

/** Unlike any other message of ours, and another one for each task. */
export function questionWords(taskId: string): string {
  return `Why is task ${taskId} rejected? Answer this message within ${REASON_MS / 60_000} minutes, or send /cancel.`
}

/** Until when a question that is asked now can be answered. */
export function answerableUntil(nowMs: number): number {
  return nowMs + REASON_MS
}

export function createReasonQuestions(
  parts: Pick<DeskParts, 'log' | 'logger'> & { readonly register: Pick<CardRegister, 'all'> },
): ReasonQuestions {
  const byMessage = new Map<string, ReasonQuestion>()
  const byCard = new Map<string, ReasonQuestion>()
  const keyOf = (chatId: number, messageId: number): string => `${chatId} ${messageId}`

  function lost(chat_id: number, message_id: number, words: string | null): ReasonQuestion | undefined {
    const { register } = parts
    const isMeant = (card: Card): boolean =>
      card.chat_id === chat_id && card.used?.action === 'reject' && questionWords(card.task_id) === words
    const card = words === null ? undefined : register.all().findLast(isMeant)
    if (card === undefined || card.used === null || message_id <= card.message_id) return undefined
    const expires_ms = byCard.get(card.card_id)?.expires_ms ?? answerableUntil(card.used.at_ms)
    return { card_id: card.card_id, chat_id, message_id, user_id: card.used.user_id, expires_ms }
  }

  function put(question: ReasonQuestion): void {
    byMessage.set(keyOf(question.chat_id, question.message_id), question)
    byCard.set(question.card_id, question)
  }

  return {
    find: (chatId, messageId, words) => byMessage.get(keyOf(chatId, messageId)) ?? lost(chatId, messageId, words),
    ofCard: (cardId) => byCard.get(cardId),
    all: () => [...byCard.values()],
    add: async (question, card) => {
      put(question)
      const { expires_ms, ...facts } = question
      const { correlation_id, task_id } = card
      await parts.log
        .record({
          ...{ type: 'telegram_reason_asked', actor: telegramOperator(question.user_id), correlation_id, task_id },
          ...{ route: null, status: null, data: { ...facts, expires_at: new Date(expires_ms).toISOString() } },
        })
        .catch((err) => {
          parts.logger.error(
            { err, card_id: card.card_id },
            'the line of a question to an operator could not be written',
          )
        })
    },
    restore: (event) => {
      if (event.type !== 'telegram_reason_asked') return
      const { data } = CARD_LINES.telegram_reason_asked.safeParse(event.data)
      if (data === undefined) return
      const { expires_at, ...facts } = data
      put({ ...facts, expires_ms: Date.parse(expires_at) })
    },
    forget: (register) => {
      for (const [key, question] of byMessage) {
        if (register.get(question.card_id) !== undefined) continue
        byMessage.delete(key)
        byCard.delete(question.card_id)
      }
    },
  }
}
