import type { RemoteRequest, RemoteResult } from '../ingest/remote-request.ts'
import { AppError } from '../kernel/app-error.ts'
import type { CallbackAnswers } from './callback-answers.ts'
import {
  cardRefusal,
  operatorRefusal,
  type Pressed,
  parseButton,
  REFUSAL_WORDS,
  type RefusalReason,
} from './callback-checks.ts'
import { isOpen, verdictWords } from './card.ts'
import type { Card, CardRegister, CardUse } from './card-register.ts'
import type { CardSender } from './card-sender.ts'
import type { ChatLimiter } from './chat-limiter.ts'
import { decideByCard } from './decide-by-card.ts'
import type { DeskParts } from './desk-parts.ts'
import { detailsPages } from './details.ts'
import { recordRefusedPress } from './refused-press.ts'
import type { DeliveryOfRequest, Rejections } from './rejections.ts'
import { telegramOperator } from './telegram-user.ts'

export type Press = Extract<RemoteRequest, { kind: 'callback' }>

export interface Callbacks {
  /** Throws AppError `storage_failed` or `audit_unavailable`: the same delivery may then come again and goes on. */
  press(request: Press, delivery: DeliveryOfRequest): Promise<RemoteResult>
}

export function createCallbacks(
  parts: Pick<DeskParts, 'tasks' | 'store' | 'log' | 'clock' | 'operators'> & {
    readonly register: CardRegister
    readonly sender: CardSender
    readonly answers: CallbackAnswers
    readonly rejections: Rejections
    readonly limiter: ChatLimiter
  },
): Callbacks {
  const { store, clock, register, sender, answers, rejections } = parts

  const taskOf = (card: Card) => store.index.get(card.task_id)?.task ?? null

  /** The words for a card that was overtaken, and the card that has its place. */
  function freshen(card: Card): string {
    const task = taskOf(card)
    if (isOpen(task)) {
      sender.retire(card, 'replaced', REFUSAL_WORDS.stale)
      sender.send(card.task_id, { chat_id: card.chat_id, reply_to: null })
      return `${REFUSAL_WORDS.stale} The new card follows.`
    }
    const words = task === null ? REFUSAL_WORDS.task_gone : (verdictWords(task) ?? REFUSAL_WORDS.stale)
    sender.retire(card, task === null ? 'task_gone' : 'decided', words)
    return words
  }

  async function refuse(
    request: Press,
    delivery: DeliveryOfRequest,
    refused: { reason: RefusalReason; action: Pressed | null; card: Card | undefined },
  ): Promise<RemoteResult> {
    const { reason, card } = refused
    await recordRefusedPress(parts, { ...refused, sender: request, message_id: request.message_id, delivery })
    const words =
      card !== undefined && (reason === 'stale' || reason === 'task_gone') ? freshen(card) : REFUSAL_WORDS[reason]
    if (card !== undefined && (reason === 'proof_insufficient' || reason === 'round_open')) {
      sender.retire(card, 'used', words)
      sender.send(card.task_id, { chat_id: card.chat_id, reply_to: null })
    }
    answers.say(request.callback_id, words, true)
    return { outcome: 'refused', task_ids: card === undefined ? [] : [card.task_id] }
  }

  async function showDetails(request: Press, card: Card): Promise<RemoteResult> {
    const entry = store.index.get(card.task_id)
    const { task_id, correlation_id, chat_id } = card
    await parts.log.record({
      ...{ type: 'telegram_command_answered', actor: telegramOperator(request.user_id), correlation_id, task_id },
      ...{ route: null, status: null, data: { command: 'details', chat_id, user_id: request.user_id, limited: false } },
    })
    if (entry?.task)
      for (const text of detailsPages(entry.task, entry.base_sha, clock.now()))
        sender.say({ chat_id, text, reply_to: card.message_id }, task_id, correlation_id)
    answers.say(request.callback_id, '', false)
    return { outcome: 'answered', task_ids: [task_id] }
  }

  async function approve(request: Press, delivery: DeliveryOfRequest, card: Card, use: CardUse): Promise<RemoteResult> {
    const done = await decideByCard(parts, card, use, null)
    if (done !== 'decided')
      return refuse(request, delivery, { reason: done === 'gone' ? 'task_gone' : done, action: use.action, card })
    const task = taskOf(card)
    const words = (task === null ? null : verdictWords(task)) ?? 'Approved.'
    sender.retire(card, 'used', words)
    answers.say(request.callback_id, `Approved: ${card.task_id}`, false)
    return { outcome: 'decided', task_ids: [card.task_id] }
  }

  async function carryOut(
    request: Press,
    delivery: DeliveryOfRequest,
    card: Card,
    use: CardUse,
  ): Promise<RemoteResult> {
    if (use.action === 'approve') return approve(request, delivery, card, use)
    rejections.ask(card)
    answers.say(request.callback_id, 'Write the reason as an answer to the question.', false)
    return { outcome: 'answered', task_ids: [card.task_id] }
  }

  async function decide(
    request: Press,
    delivery: DeliveryOfRequest,
    card: Card,
    action: CardUse['action'],
  ): Promise<RemoteResult> {
    try {
      let use = card.used
      if (use === null) {
        const { delivery_id } = delivery
        use = { action, user_id: request.user_id, delivery_id, at_ms: clock.now() }
        await register.use(card, use, telegramOperator(request.user_id))
      }
      return await carryOut(request, delivery, card, use)
    } catch (error) {
      if (error instanceof AppError)
        answers.say(
          request.callback_id,
          `Not recorded (${error.code}). It is tried again; look at the task before you do.`,
          true,
        )
      throw error
    }
  }

  return {
    press: async (request, delivery) => {
      const pressed = parseButton(request.data)
      if (pressed !== null) await register.arrived(pressed.card_id)
      const card = pressed === null ? undefined : register.get(pressed.card_id)
      const action = pressed?.action ?? null
      const mayNot = operatorRefusal(parts.operators, request.user_id)
      if (mayNot !== null) return refuse(request, delivery, { reason: mayNot, action, card })
      const goesOn = card?.used?.delivery_id === delivery.delivery_id
      const at = { chat_id: request.chat_id, message_id: request.message_id, now_ms: clock.now() }
      const cannot = goesOn ? null : cardRefusal(card, at, card && store.index.get(card.task_id))
      if (cannot !== null || card === undefined || action === null)
        return refuse(request, delivery, { reason: cannot ?? 'unknown_card', action, card })
      if (!goesOn && parts.limiter.take(request.chat_id) !== 'free')
        return refuse(request, delivery, { reason: 'rate_limited', action, card })
      return action === 'details' ? showDetails(request, card) : decide(request, delivery, card, action)
    },
  }
}
