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
  /** Also one that is over, so that a late answer is not taken for something new. */
  find(chatId: number, messageId: number): ReasonQuestion | undefined
  ofCard(cardId: string): ReasonQuestion | undefined
  all(): readonly ReasonQuestion[]
  /** Writes `telegram_reason_asked`. The question holds even if the line fails: it was asked. */
  add(question: ReasonQuestion, card: Card): Promise<void>
  /** Takes in a line of an earlier run. */
  restore(event: AuditEvent): void
  /** Forgets the questions about cards that the register does not know any more. */
  forget(register: Pick<CardRegister, 'get'>): void
}

export function createReasonQuestions(parts: Pick<DeskParts, 'log' | 'logger'>): ReasonQuestions {
  const byMessage = new Map<string, ReasonQuestion>()
  const byCard = new Map<string, ReasonQuestion>()
  const keyOf = (chatId: number, messageId: number): string => `${chatId} ${messageId}`

  function put(question: ReasonQuestion): void {
    byMessage.set(keyOf(question.chat_id, question.message_id), question)
    byCard.set(question.card_id, question)
  }

  return {
    find: (chatId, messageId) => byMessage.get(keyOf(chatId, messageId)),
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
