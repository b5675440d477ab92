import type { RemoteRequest, RemoteResult } from '../ingest/remote-request.ts'
import { AppError } from '../kernel/app-error.ts'
import type { CallbackAnswers } from './callback-answers.ts'
import { operatorRefusal, REFUSAL_WORDS } from './callback-checks.ts'
import { CardId } from './card-lines.ts'
import type { CardPlace } from './card-sender.ts'
import type { ChatLimiter } from './chat-limiter.ts'
import { oneLine, spokenTime } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { createDispatchCards, type DispatchCard } from './dispatch-cards.ts'
import type { WantedDispatch } from './dispatch-offer.ts'
import { closeLeftoverDispatchCards } from './leftover-dispatch-cards.ts'
import type { Outbox } from './outbox.ts'
import { telegramOperator, telegramUser } from './telegram-user.ts'

type Press = Extract<RemoteRequest, { kind: 'callback' }>
type Delivery = { readonly delivery_id: string; readonly correlation_id: string }

const WORDS = {
  ...REFUSAL_WORDS,
  unknown_offer: 'This card is not known any more. Send /dispatch and the id again.',
  offer_changed: 'What would be given out is not what the card shows any more. Nothing was given.',
  offer_refused: 'The console refused it. Nothing was given.',
} as const
type Refusal = keyof typeof WORDS

const BUTTON = /^([gw]):(.*)$/s

/** Given again, the same delivery may go on. */
const COMES_AGAIN: readonly string[] = ['storage_failed', 'audit_unavailable', 'internal']

/** Tasks that are given to agents from afar, each after a look at exactly what would be given out. */
export interface DispatchDesk {
  /** Closes the cards that an earlier process left from `sinceMs` on. */
  start(sinceMs: number): void
  offer(wanted: WantedDispatch, place: CardPlace): void
  isAboutDispatch(data: string): boolean
  /** Throws AppError `storage_failed` or `audit_unavailable`: the same delivery may then come again and goes on. */
  press(request: Press, delivery: Delivery): Promise<RemoteResult>
  expire(nowMs: number): void
}

export function createDispatchDesk(
  parts: Pick<
    DeskParts,
    'protocol' | 'settings' | 'store' | 'log' | 'audit' | 'ids' | 'clock' | 'logger' | 'operators'
  > & {
    readonly outbox: Outbox
    readonly answers: CallbackAnswers
    readonly limiter: ChatLimiter
  },
): DispatchDesk {
  const { protocol, clock, answers } = parts
  const cards = createDispatchCards(parts)

  async function refuse(
    request: Press,
    delivery: Delivery,
    reason: Refusal,
    card: DispatchCard | undefined,
    detail = '',
  ) {
    const { user_id, chat_id, message_id } = request
    const data = { reason, action: request.data.slice(0, 1), user_id, delivery_id: delivery.delivery_id, detail }
    if (card !== undefined) await cards.record('telegram_callback_refused', card, telegramUser(user_id), data)
    else
      await parts.log.record({
        ...{ type: 'telegram_callback_refused', actor: telegramUser(user_id), route: null, status: null },
        ...{ correlation_id: delivery.correlation_id, task_id: null, data: { ...data, chat_id, message_id } },
      })
    answers.say(request.callback_id, detail === '' ? WORDS[reason] : detail, true)
    return { outcome: 'refused' as const, task_ids: card === undefined ? [] : [card.wanted.task_id] }
  }

  function judge(request: Press, card: DispatchCard | undefined): Refusal | null {
    const mayNot = operatorRefusal(parts.operators, request.user_id)
    if (mayNot !== null) return mayNot
    if (card === undefined) return 'unknown_offer'
    if (card.chat_id !== request.chat_id || card.message_id !== request.message_id) return 'wrong_place'
    if (clock.now() >= card.expires_ms) return 'expired'
    if (card.used_by !== null) return 'used'
    if (!card.live) return 'replaced'
    return parts.limiter.take(request.chat_id) === 'free' ? null : 'rate_limited'
  }

  /** Whether this very press was carried out already, and only its result was lost. */
  async function isGiven(card: DispatchCard, userId: number): Promise<boolean> {
    const { rounds } = await protocol.view(card.wanted.task_id)
    const last = rounds.at(-1)?.dispatch
    return last?.round === card.round && last.dispatched_by === telegramOperator(userId).sub
  }

  /** Why it was not given; null: it was. A refusal of the console is told, everything else is thrown. */
  async function give(
    card: DispatchCard,
    userId: number,
    goesOn: boolean,
  ): Promise<{ reason: Refusal; detail: string } | null> {
    if (goesOn && (await isGiven(card, userId))) return null
    const { task_id } = card.wanted
    const call = { actor: telegramOperator(userId), correlation_id: card.correlation_id }
    try {
      const now = await cards.offer(card.wanted)
      if (typeof now === 'string') return { reason: 'offer_refused', detail: now }
      if (now.subject_sha256 !== card.subject_sha256) return { reason: 'offer_changed', detail: '' }
      await protocol.dispatch(call, task_id, now.request)
      return null
    } catch (error) {
      if (!(error instanceof AppError) || COMES_AGAIN.includes(error.code)) throw error
      if (error.code === 'write_conflict') return { reason: 'offer_changed', detail: '' }
      return { reason: 'offer_refused', detail: `${oneLine(error.message, 150)} (${error.code})` }
    }
  }

  async function carryOut(request: Press, delivery: Delivery, card: DispatchCard): Promise<RemoteResult> {
    const { user_id } = request
    const goesOn = card.used_by === delivery.delivery_id
    card.used_by = delivery.delivery_id
    const isGive = request.data.startsWith('g')
    if (!goesOn)
      await cards
        .record('telegram_callback_accepted', card, telegramOperator(user_id), {
          ...{ action: isGive ? 'give' : 'not', user_id, delivery_id: delivery.delivery_id },
        })
        .catch((error: unknown) => {
          card.used_by = null
          throw error
        })
    if (!isGive) {
      cards.close(card, 'used', 'It was not given to anybody.')
      answers.say(request.callback_id, 'Not given.', false)
      return { outcome: 'answered', task_ids: [card.wanted.task_id] }
    }
    const refused = await give(card, user_id, goesOn)
    if (refused !== null) {
      const { reason, detail } = refused
      cards.close(card, 'replaced', detail === '' ? WORDS[reason] : `${WORDS[reason]} ${oneLine(detail, 500)}`)
      if (reason === 'offer_changed') cards.send(card.wanted, { chat_id: card.chat_id, reply_to: null })
      return refuse(request, delivery, reason, card, detail)
    }
    const by = telegramOperator(user_id).sub
    const at = spokenTime(new Date(clock.now()).toISOString())
    cards.close(card, 'used', `Given to ${card.wanted.agent ?? 'nobody'} by ${by} at ${at}, round ${card.round}.`)
    answers.say(request.callback_id, `Given: ${card.wanted.task_id}`, false)
    return { outcome: 'decided', task_ids: [card.wanted.task_id] }
  }

  return {
    start: (sinceMs) => closeLeftoverDispatchCards(parts, sinceMs),
    offer: cards.send,
    isAboutDispatch: (data) => BUTTON.test(data),
    press: async (request, delivery) => {
      const card_id = CardId.safeParse(BUTTON.exec(request.data)?.[2]).data ?? ''
      await cards.arrived(card_id)
      const card = cards.get(card_id)
      // One that was refused, or carried out to its end, does not go on.
      const goesOn = card?.live === true && card.used_by === delivery.delivery_id
      const mayNot = goesOn ? operatorRefusal(parts.operators, request.user_id) : judge(request, card)
      if (mayNot !== null || card === undefined) return refuse(request, delivery, mayNot ?? 'unknown_offer', card)
      try {
        return await carryOut(request, delivery, card)
      } catch (error) {
        if (error instanceof AppError)
          answers.say(request.callback_id, `Not recorded (${error.code}). It is tried again; look at the task.`, true)
        throw error
      }
    },
    expire: (nowMs) => {
      for (const card of cards.open())
        if (nowMs >= card.expires_ms) cards.close(card, 'expired', 'This card has expired. Send /dispatch again.')
    },
  }
}
