import type { Task } from '../../../contract/task.ts'
import type { RemoteRequest, RemoteResult } from '../ingest/remote-request.ts'
import { operatorRefusal, REFUSAL_WORDS, type RefusalReason } from './callback-checks.ts'
import { isOpen, verdictWords } from './card.ts'
import type { WithdrawReason } from './card-lines.ts'
import type { Card, CardRegister } from './card-register.ts'
import type { CardSender } from './card-sender.ts'
import type { ChatLimiter } from './chat-limiter.ts'
import { carriesDecision, decideByCard } from './decide-by-card.ts'
import type { DeskParts } from './desk-parts.ts'
import type { Outbox } from './outbox.ts'
import { answerableUntil, questionWords, type ReasonQuestion, type ReasonQuestions } from './reason-questions.ts'
import { recordRefusedPress } from './refused-press.ts'

export type Reply = Extract<RemoteRequest, { kind: 'reply' }>
export type DeliveryOfRequest = { readonly delivery_id: string; readonly correlation_id: string }

/** A rejection from afar needs its reason in words: it is asked for, and the answer decides. */
export interface Rejections {
  /** Asks the operator who used the card. Does nothing when that was done. */
  ask(card: Card): void
  /** Throws AppError `storage_failed` or `audit_unavailable`: the same delivery may then come again. */
  reply(request: Reply, delivery: DeliveryOfRequest): Promise<RemoteResult>
  /** Ends the rejections that this operator began in this chat. Returns the tasks. */
  cancel(chatId: number, userId: number): readonly string[]
  /** Ends what was not answered in time. */
  expire(nowMs: number): void
}

const LONGEST_REASON = 4000
const reasonOf = (request: Reply): string => request.text.trim().toWellFormed()
const CANCEL = /^\s*\/cancel(@\S*)?\s*$/i

export function createRejections(
  parts: Pick<DeskParts, 'tasks' | 'store' | 'log' | 'clock' | 'operators'> & {
    readonly register: CardRegister
    readonly questions: ReasonQuestions
    readonly sender: CardSender
    readonly outbox: Outbox
    /** For answers that are refused: whoever sends many is not answered each time. */
    readonly limiter: ChatLimiter
  },
): Rejections {
  const { store, clock, register, questions, sender, outbox } = parts
  /** Card → delivery whose words decide; what comes meanwhile is too late. */
  const answering = new Map<string, string>()

  const taskOf = (card: Card) => store.index.get(card.task_id)?.task ?? null

  /** Nothing was decided: the operator gets a fresh card if there is still something to decide. */
  function giveUp(card: Card, reason: WithdrawReason, sentence: string): void {
    const task = taskOf(card)
    sender.retire(card, reason, isOpen(task) ? sentence : (verdictOf(task) ?? sentence))
    if (isOpen(task)) sender.send(card.task_id, { chat_id: card.chat_id, reply_to: null })
  }

  const verdictOf = (task: Task | null): string | null => (task === null ? null : verdictWords(task))

  function ask(card: Card): void {
    const { used, chat_id, task_id, correlation_id } = card
    if (used === null || questions.ofCard(card.card_id) !== undefined) return
    outbox.put({
      ...{ chat_id, key: `reason ${card.card_id}`, task_id, correlation_id },
      send: async (to) => {
        if (card.withdrawn !== null || questions.ofCard(card.card_id) !== undefined) return
        if (store.index.get(task_id)?.base_sha !== card.base_sha) {
          giveUp(card, 'replaced', REFUSAL_WORDS.stale)
          return
        }
        const message = {
          chat_id,
          text: questionWords(task_id),
          buttons: [],
          reply_to: card.message_id,
          force_reply: true,
        }
        const { message_id } = await to.send(message)
        const expires_ms = answerableUntil(clock.now())
        await questions.add({ card_id: card.card_id, chat_id, message_id, user_id: used.user_id, expires_ms }, card)
      },
      lost: () => {
        void register.withdraw(card, 'used')
      },
    })
    sender.mark(card, 'Waiting for the reason of the rejection.')
  }

  /** `decided`: this very answer was carried out before, and only its result was lost. */
  function judge(request: Reply, question: ReasonQuestion | undefined, card: Card | undefined, deliveryId: string) {
    const may = operatorRefusal(parts.operators, request.user_id)
    if (may !== null) return may
    if (question === undefined || card === undefined || card.used === null) return 'unknown_question'
    if (question.user_id !== request.user_id) return 'not_asked'
    if (carriesDecision(parts, card, card.used, reasonOf(request))) return 'decided'
    const holder = answering.get(card.card_id)
    if (card.withdrawn === 'expired') return 'reason_late'
    if (card.withdrawn !== null || (holder !== undefined && holder !== deliveryId)) return 'unknown_question'
    if (CANCEL.test(request.text)) return null
    if (clock.now() >= question.expires_ms) return 'reason_late'
    if (reasonOf(request) === '') return 'reason_missing'
    return request.text.length > LONGEST_REASON ? 'reason_too_long' : null
  }

  async function refuse(request: Reply, card: Card | undefined, reason: RefusalReason, delivery: DeliveryOfRequest) {
    const { chat_id, message_id } = request
    await recordRefusedPress(parts, { reason, action: 'reason', sender: request, message_id, card, delivery })
    const correlation_id = card?.correlation_id ?? delivery.correlation_id
    if (parts.limiter.take(chat_id) === 'free')
      sender.say({ chat_id, text: REFUSAL_WORDS[reason], reply_to: message_id }, card?.task_id ?? null, correlation_id)
    if (reason === 'reason_late' && card?.withdrawn === null) giveUp(card, 'expired', REFUSAL_WORDS.reason_late)
    return { outcome: 'refused' as const, task_ids: card === undefined ? [] : [card.task_id] }
  }

  return {
    ask,
    reply: async (request, delivery) => {
      const question = questions.find(request.chat_id, request.to_message_id, request.to_words)
      const card = question === undefined ? undefined : register.get(question.card_id)
      const verdict = judge(request, question, card, delivery.delivery_id)
      if (card === undefined || card.used === null || (verdict !== null && verdict !== 'decided'))
        return refuse(request, card, verdict === null || verdict === 'decided' ? 'unknown_question' : verdict, delivery)
      if (verdict === null && CANCEL.test(request.text)) {
        giveUp(card, 'used', 'The rejection was cancelled. Nothing was decided.')
        return { outcome: 'answered', task_ids: [card.task_id] }
      }
      answering.set(card.card_id, delivery.delivery_id)
      try {
        const done = await decideByCard(parts, card, card.used, reasonOf(request))
        if (done !== 'decided') {
          const refused = done === 'gone' ? 'task_gone' : 'stale'
          giveUp(card, done === 'gone' ? 'task_gone' : 'replaced', REFUSAL_WORDS[refused])
          return await refuse(request, card, refused, delivery)
        }
        sender.retire(card, 'used', verdictOf(taskOf(card)) ?? 'Rejected.')
        return { outcome: 'decided', task_ids: [card.task_id] }
      } finally {
        answering.delete(card.card_id)
      }
    },
    cancel: (chatId, userId) => {
      const ended: string[] = []
      for (const question of questions.all()) {
        if (question.chat_id !== chatId || question.user_id !== userId) continue
        const card = register.get(question.card_id)
        if (card === undefined || card.withdrawn !== null || answering.has(card.card_id)) continue
        giveUp(card, 'used', 'The rejection was cancelled. Nothing was decided.')
        ended.push(card.task_id)
      }
      return ended
    },
    expire: (nowMs) => {
      for (const question of questions.all()) {
        const card = register.get(question.card_id)
        if (card === undefined || card.withdrawn !== null || nowMs < question.expires_ms) continue
        if (!answering.has(card.card_id))
          giveUp(card, 'expired', 'No reason was given within ten minutes. Nothing was decided.')
      }
    },
  }
}
