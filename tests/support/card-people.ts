import { expect, vi } from 'vitest'
import { telegramTaskId } from '../../main/core/kernel/telegram-task-id.ts'
import { linesAbout } from './ingress-promises.ts'
import type { BotApi } from './telegram-stand-in/bot-api.ts'

export const OPERATOR = { id: 7, first_name: 'Olga' }
export const REQUESTER = { id: 8, first_name: 'Rudi' }

const WAIT = { timeout: 60_000 }

type Shown = BotApi['shown']['messages'][number]

/** A requester and an operator with one task after the other, as they see them in their chats. */
export function createCardPeople(telegram: BotApi, dataRoot: string) {
  const { messages } = telegram.shown
  const inChat = (chat: number, taskId: string): Shown[] =>
    messages.filter(({ chat_id, text }) => chat_id === chat && text.includes(taskId))
  const buttonsOf = ({ reply_markup }: Shown): { readonly callback_data: string }[] =>
    ((reply_markup?.['inline_keyboard'] ?? []) as { callback_data: string }[][]).flat()

  return {
    /** Asks for something and waits until the operator has its card. Returns the task's id and the card. */
    askedFor: async (text: string) => {
      const { message, update_id } = telegram.people.says(REQUESTER, text)
      const taskId = telegramTaskId(REQUESTER.id, message.message_id)
      await vi.waitFor(async () => {
        expect(telegram.queue.confirmed).toContain(update_id)
        expect(await linesAbout(dataRoot, taskId, 'telegram_card_sent')).toHaveLength(1)
      }, WAIT)
      await vi.waitFor(() => expect(inChat(REQUESTER.id, taskId)).toHaveLength(1), WAIT)
      const card = inChat(OPERATOR.id, taskId).find((shown) => buttonsOf(shown).length > 0)
      if (card === undefined) throw new Error(`the card of ${taskId} has no buttons`)
      return { taskId, card }
    },
    /** Presses a button of the card as it was shown. Returns the update. */
    press: (card: Shown, button: 'a' | 'r') => {
      const data = buttonsOf(card).find(({ callback_data }) => callback_data.startsWith(`${button}:`))?.callback_data
      if (data === undefined) throw new Error('there is no such button')
      return telegram.people.presses(OPERATOR, telegram.messageOf(card), data)
    },
    /** Answers every question for the reason that was not answered yet. Returns the updates. */
    answer: (taskId: string, reason: string, answered: Set<number>) =>
      inChat(OPERATOR.id, taskId)
        .filter(({ text, message_id }) => text.startsWith('Why is task') && !answered.has(message_id))
        .map((question) => {
          answered.add(question.message_id)
          return telegram.people.replies(OPERATOR, reason, telegram.messageOf(question))
        }),
    /** What now stands where the card was. */
    nowAt: (card: Shown): Shown | undefined =>
      messages.find(({ chat_id, message_id }) => chat_id === card.chat_id && message_id === card.message_id),
    buttonsOf,
    /** What the requester was told of the task. */
    told: (taskId: string): readonly string[] => inChat(REQUESTER.id, taskId).map(({ text }) => text),
    taken: (update_id: number): Promise<void> =>
      vi.waitFor(() => expect(telegram.queue.confirmed).toContain(update_id), WAIT),
  }
}
export type CardPeople = ReturnType<typeof createCardPeople>
