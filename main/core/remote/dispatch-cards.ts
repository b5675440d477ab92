import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Actor } from '../../../contract/scope.ts'
import { AppError } from '../kernel/app-error.ts'
import { SYSTEM } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import { CARD_HOURS } from './card.ts'
import type { CardPlace } from './card-sender.ts'
import type { DeskParts } from './desk-parts.ts'
import { closedOffer, dispatchButtons, shownOffer } from './dispatch-card.ts'
import { type DispatchOffer, dispatchOffer, type WantedDispatch } from './dispatch-offer.ts'
import type { OutgoingMessage } from './messenger.ts'
import type { Outbox } from './outbox.ts'

/** A message with the buttons of one offer, bound to what it shows. `used_by`: the delivery of the press that used it up. */
export interface DispatchCard {
  readonly card_id: string
  readonly wanted: WantedDispatch
  readonly correlation_id: string
  readonly subject_sha256: Sha256
  readonly base_sha: Sha256
  readonly round: number
  readonly chat_id: number
  readonly message_id: number
  readonly expires_ms: number
  used_by: string | null
  /** False: it can give out nothing any more. */
  live: boolean
}

/** Cards live as long as this process: those of an earlier one are closed at the start. */
export interface DispatchCards {
  /** What would be given out at this moment, or why nothing can be. Throws AppError. */
  offer(wanted: WantedDispatch): Promise<DispatchOffer | string>
  /** Shows in a chat, whole, what would be given out, and only then the buttons; or says why nothing can be. */
  send(wanted: WantedDispatch, place: CardPlace): void
  get(cardId: string): DispatchCard | undefined
  /** Resolves when nothing of this card is on its way. */
  arrived(cardId: string): Promise<void>
  /** Takes the buttons away, with a sentence. */
  close(card: DispatchCard, reason: 'used' | 'expired' | 'replaced', sentence: string): void
  /** Every card that can still give something out. */
  open(): readonly DispatchCard[]
  record(type: AuditEventType, card: DispatchCard, actor: Actor, data: JsonObject): Promise<void>
}

const HOUR_MS = 3_600_000
const MOST_CARDS = 1000

export function createDispatchCards(
  parts: Pick<DeskParts, 'protocol' | 'settings' | 'store' | 'log' | 'ids' | 'clock' | 'logger'> & {
    readonly outbox: Outbox
  },
): DispatchCards {
  const { protocol, settings, store, log, clock, logger, outbox } = parts
  const cards = new Map<string, DispatchCard>()
  const underWay = new Map<string, Promise<unknown>>()

  const plain = (chat_id: number, text: string, reply_to: number | null): OutgoingMessage => ({
    ...{ chat_id, text, buttons: [], reply_to, force_reply: false },
  })

  async function offer(wanted: WantedDispatch): Promise<DispatchOffer | string> {
    const view = await protocol.view(wanted.task_id)
    const entry = store.index.get(wanted.task_id)
    if (entry?.task == null || entry.base_sha !== view.base_sha)
      return `Task ${wanted.task_id} was just changed: send /dispatch again.`
    return dispatchOffer(view, entry.task, wanted, settings())
  }

  /** What cannot be read is said, and nothing is offered. */
  const offerOrWhy = (wanted: WantedDispatch): Promise<DispatchOffer | string> =>
    offer(wanted).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
      return `Nothing can be given out (${error.code}): ${error.message}`
    })

  async function record(type: AuditEventType, card: DispatchCard, actor: Actor, data: JsonObject): Promise<void> {
    const { card_id, wanted, correlation_id, subject_sha256, chat_id, message_id } = card
    await log.record({
      ...{ type, actor, correlation_id, task_id: wanted.task_id, route: null, status: null },
      data: { about: 'dispatch', card_id, subject_sha256, chat_id, message_id, ...data },
    })
  }

  function post(about: Pick<DispatchOffer, 'task_id' | 'correlation_id'>, chat_id: number, send: SendPost): void {
    const { task_id, correlation_id } = about
    outbox.put({ chat_id, key: null, task_id, correlation_id, lost: () => undefined, send })
  }

  function close(card: DispatchCard, reason: 'used' | 'expired' | 'replaced', sentence: string): void {
    if (!card.live) return
    card.live = false
    record('telegram_card_withdrawn', card, SYSTEM, { reason }).catch((err: unknown) =>
      logger.error({ err, card_id: card.card_id }, 'the line of a withdrawn card could not be written'),
    )
    const { wanted, correlation_id, chat_id, message_id, subject_sha256 } = card
    const text = closedOffer(wanted.task_id, subject_sha256, sentence)
    post({ task_id: wanted.task_id, correlation_id }, chat_id, (to) => to.edit(message_id, plain(chat_id, text, null)))
  }

  function keep(card: DispatchCard): void {
    cards.set(card.card_id, card)
    const [oldest] = cards.values()
    if (cards.size <= MOST_CARDS || oldest === undefined) return
    close(oldest, 'replaced', 'Too many cards: send /dispatch again.')
    cards.delete(oldest.card_id)
  }

  function show(wanted: WantedDispatch, { chat_id, reply_to }: CardPlace, first: DispatchOffer): void {
    const { task_id, round, correlation_id, subject_sha256 } = first
    const { base_sha } = first.request
    const { pages, card: text, isWhole } = shownOffer(first, timestamp(clock))
    let missing = pages.length
    for (const page of pages)
      post(first, chat_id, async (to) => {
        await to.send(plain(chat_id, page, null))
        missing -= 1
      })
    post(first, chat_id, async (to) => {
      if (!isWhole || missing > 0) {
        const why = isWhole ? '\nNot all of it arrived here: send /dispatch again.' : ''
        await to.send(plain(chat_id, text + why, reply_to))
        return
      }
      const card_id = Buffer.from(parts.ids.hex(12), 'hex').toString('base64url')
      const sending = to
        .send({ ...plain(chat_id, text, reply_to), buttons: dispatchButtons(card_id) })
        .then(async ({ message_id }) => {
          const expires_ms = clock.now() + CARD_HOURS * HOUR_MS
          // Whom it is for stands fast from now on, also when agents are set up otherwise.
          const { agent, reviewer } = first.request
          const bound = {
            wanted: { task_id: wanted.task_id, agent, reviewer },
            correlation_id,
            subject_sha256,
            base_sha,
          }
          const card = { card_id, ...bound, round, chat_id, message_id, expires_ms, used_by: null, live: true }
          const expires_at = new Date(expires_ms).toISOString()
          await record('telegram_card_sent', card, SYSTEM, { base_sha, round, agent, reviewer, expires_at })
          keep(card)
        })
      underWay.set(card_id, sending)
      try {
        await sending
      } finally {
        underWay.delete(card_id)
      }
    })
    // Nothing of an older card of the task in that chat holds beside the new one.
    for (const old of cards.values())
      if (old.live && old.chat_id === chat_id && old.wanted.task_id === task_id)
        close(old, 'replaced', 'Replaced: see the newer card.')
  }

  return {
    ...{ offer, close, record },
    send: (wanted, place) => {
      const correlation_id = store.index.get(wanted.task_id)?.task?.correlation_id ?? wanted.task_id
      const about = { task_id: wanted.task_id, correlation_id }
      post(about, place.chat_id, async (to) => {
        const found = await offerOrWhy(wanted)
        if (typeof found === 'string') await to.send(plain(place.chat_id, found, place.reply_to))
        else show(wanted, place, found)
      })
    },
    get: (cardId) => cards.get(cardId),
    arrived: async (cardId) => {
      await underWay.get(cardId)?.catch(() => undefined)
    },
    open: () => [...cards.values()].filter(({ live }) => live),
  }
}

type SendPost = Parameters<Outbox['put']>[0]['send']
