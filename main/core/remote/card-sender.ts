import { timestamp } from '../kernel/clock.ts'
import { CARD_HOURS, cardButtons, cardText, closedCardText, isOpen } from './card.ts'
import type { WithdrawReason } from './card-lines.ts'
import type { Card, CardRegister } from './card-register.ts'
import { CHANGED } from './closed-words.ts'
import type { DeskParts } from './desk-parts.ts'
import type { OutgoingMessage } from './messenger.ts'
import type { Outbox } from './outbox.ts'
import { takenBackWords } from './taken-back.ts'
import { MOVED_ON, workLines } from './work-lines.ts'

/** Where a card goes. */
export interface CardPlace {
  readonly chat_id: number
  /** The message that asked for it. */
  readonly reply_to: number | null
}

export interface CardSender {
  /**
   * Sends the card of a task as it stands when its turn comes, with buttons if it is open; the older cards of the task in that chat are
   * withdrawn. Nothing is sent of a task that is gone.
   */
  send(taskId: string, place: CardPlace): void
  /** Withdraws a card and puts one sentence in its place. */
  retire(card: Card, reason: WithdrawReason, sentence: string): void
  /** Puts the sentence in the place of a card that was withdrawn, and has it known that it stands there. */
  close(card: Card, sentence: string): void
  /** Puts one sentence in the place of a card, which keeps its state. */
  mark(card: Card, sentence: string): void
  /** Says something in a chat. `task_id`: what it is about. */
  say(
    message: Pick<OutgoingMessage, 'chat_id' | 'text' | 'reply_to'>,
    task_id: string | null,
    correlation_id: string,
  ): void
}

const ASKED_AGAIN = 'Replaced: the card was asked for again. See the newer card.'
const HOUR_MS = 3_600_000

export function createCardSender(
  parts: Pick<DeskParts, 'store' | 'clock' | 'audit' | 'protocol'> & {
    readonly register: CardRegister
    readonly outbox: Outbox
    /** Told of a task that had changed when its card was known to have arrived. */
    readonly outdated: (taskId: string) => void
  },
): CardSender {
  const { store, clock, register, outbox } = parts

  function plain(chat_id: number, text: string, reply_to: number | null): OutgoingMessage {
    return { chat_id, text, buttons: [], reply_to, force_reply: false }
  }

  function put(card: Card, sentence: string, then: () => Promise<void>): void {
    const { chat_id, task_id, correlation_id } = card
    outbox.put({
      ...{ chat_id, key: null, task_id, correlation_id, lost: () => undefined },
      send: async (to) => {
        const text = closedCardText(task_id, store.index.get(task_id)?.task ?? null, sentence)
        await to.edit(card.message_id, plain(chat_id, text, null))
        await then()
      },
    })
  }

  const mark = (card: Card, sentence: string): void => put(card, sentence, () => Promise.resolve())
  const close = (card: Card, sentence: string): void => put(card, sentence, () => register.closed(card))

  function retire(card: Card, reason: WithdrawReason, sentence: string): void {
    if (card.withdrawn !== null) return
    void register.withdraw(card, reason)
    close(card, sentence)
  }

  function retireOlder(taskId: string, chatId: number): void {
    const base_sha = store.index.get(taskId)?.base_sha
    for (const old of register.open(taskId))
      if (old.chat_id === chatId) retire(old, 'replaced', old.base_sha === base_sha ? ASKED_AGAIN : CHANGED)
  }

  return {
    mark,
    close,
    retire,
    say: ({ chat_id, text, reply_to }, task_id, correlation_id) =>
      outbox.put({
        ...{ chat_id, key: null, task_id, correlation_id, lost: () => undefined },
        send: async (to) => {
          await to.send(plain(chat_id, text, reply_to))
        },
      }),
    send: (taskId, { chat_id, reply_to }) => {
      retireOlder(taskId, chat_id)
      outbox.put({
        ...{ chat_id, key: `card ${taskId} ${chat_id}`, task_id: taskId, lost: () => undefined },
        correlation_id: store.index.get(taskId)?.task?.correlation_id ?? taskId,
        send: async (to) => {
          const seen = await workLines(parts, taskId)
          const entry = store.index.get(taskId)
          const task = entry?.task
          if (entry === undefined || task === undefined || task === null) return
          // One that was still on its way when this one was asked for.
          retireOlder(taskId, chat_id)
          const taken_back = takenBackWords(parts.audit, task)
          const protocol = seen.base_sha === entry.base_sha ? seen.lines : [MOVED_ON]
          const view = { task, shown_at: timestamp(clock), decides: isOpen(task), taken_back, protocol }
          const message = plain(chat_id, cardText(view), reply_to)
          if (!view.decides) {
            await to.send(message)
            return
          }
          const card_id = register.newId()
          const sending = to.send({ ...message, buttons: cardButtons(card_id) }).then(async ({ message_id }) => {
            const sent_ms = clock.now()
            const { task_id, correlation_id, version } = task
            await register.add({
              ...{ card_id, task_id, correlation_id, base_sha: entry.base_sha, version, chat_id, message_id },
              ...{ sent_ms, expires_ms: sent_ms + CARD_HOURS * HOUR_MS },
            })
          })
          await register.onItsWay(card_id, sending)
          if (store.index.get(taskId)?.base_sha !== entry.base_sha) parts.outdated(taskId)
        },
      })
    },
  }
}
