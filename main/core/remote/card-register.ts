import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { Sha256, TaskId } from '../../../contract/ids.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { EventDraft } from '../audit/event-log.ts'
import { SYSTEM } from '../kernel/call.ts'
import { CARD_LINES, type CardAction, type WithdrawReason } from './card-lines.ts'
import type { DeskParts } from './desk-parts.ts'

/** A pressed button that was accepted. */
export interface CardUse {
  readonly action: CardAction
  readonly user_id: number
  readonly delivery_id: string
  readonly at_ms: number
}

/** A card as it was sent: what its buttons are bound to, and what became of it. */
export interface Card {
  readonly card_id: string
  readonly task_id: TaskId
  readonly correlation_id: string
  readonly base_sha: Sha256
  readonly version: number
  readonly chat_id: number
  readonly message_id: number
  readonly sent_ms: number
  readonly expires_ms: number
  readonly used: CardUse | null
  readonly withdrawn: WithdrawReason | null
  /** Whether a sentence stands in its place that says what became of it. */
  readonly shown: boolean
}

export type SentCard = Omit<Card, 'used' | 'withdrawn' | 'shown'>

/** Which cards were sent and what they may still decide. In memory, known again from the log after a restart. */
export interface CardRegister {
  newId(): string
  get(cardId: string): Card | undefined
  /** Cards of a task whose buttons still work, oldest first. */
  open(taskId: string): readonly Card[]
  /** Every card that is known, oldest first. */
  all(): readonly Card[]
  /** A message with this card is on its way: its buttons may be pressed before the messenger has answered. */
  onItsWay<T>(cardId: string, sending: Promise<T>): Promise<T>
  /** Resolves when nothing of this card is on its way. */
  arrived(cardId: string): Promise<void>
  /** Writes `telegram_card_sent`. Throws AppError `audit_unavailable`: the card is then not known. */
  add(card: SentCard): Promise<void>
  /** Uses the card up, at once for every other press and then in the log. Throws AppError `audit_unavailable`: it is then not used. */
  use(card: Card, use: CardUse, actor: Actor): Promise<void>
  /** Takes the buttons' power away at once; the line follows. Never throws. */
  withdraw(card: Card, reason: WithdrawReason): Promise<void>
  /** What became of it was shown in its place: writes `telegram_outcome_shown`. Throws AppError `audit_unavailable`. */
  closed(card: Card): Promise<void>
  /** Takes in a line of an earlier run. */
  restore(event: AuditEvent): void
  /** Forgets what expired before this instant. */
  forget(beforeMs: number): void
}

/** More open cards than anybody can look at: the oldest are withdrawn. */
const MOST_CARDS = 2000

type Known = { -readonly [K in keyof Card]: Card[K] }

export function createCardRegister(parts: Pick<DeskParts, 'log' | 'ids' | 'logger'>): CardRegister {
  const { log, ids, logger } = parts
  const cards = new Map<string, Known>()
  const ofTask = new Map<string, Set<Known>>()
  const underWay = new Map<string, Promise<unknown>>()

  function put(card: SentCard): void {
    const known: Known = { ...card, used: null, withdrawn: null, shown: false }
    cards.set(card.card_id, known)
    const siblings = ofTask.get(card.task_id) ?? new Set()
    ofTask.set(card.task_id, siblings.add(known))
  }

  function drop(card: Known): void {
    cards.delete(card.card_id)
    const siblings = ofTask.get(card.task_id)
    siblings?.delete(card)
    if (siblings?.size === 0) ofTask.delete(card.task_id)
  }

  function draft(type: EventDraft['type'], card: Card | SentCard, actor: Actor, data: EventDraft['data']): EventDraft {
    return {
      ...{ type, actor, correlation_id: card.correlation_id, task_id: card.task_id, route: null, status: null },
      data: { card_id: card.card_id, ...data },
    }
  }

  async function withdraw(card: Card, reason: WithdrawReason): Promise<void> {
    const known = cards.get(card.card_id)
    if (known === undefined || known.withdrawn !== null) return
    known.withdrawn = reason
    const { chat_id, message_id } = card
    await log.record(draft('telegram_card_withdrawn', card, SYSTEM, { reason, chat_id, message_id })).catch((err) => {
      logger.error({ err, card_id: card.card_id, reason }, 'the line of a withdrawn card could not be written')
    })
  }

  async function makeRoom(): Promise<void> {
    const [oldest] = cards.values()
    if (cards.size <= MOST_CARDS || oldest === undefined) return
    await withdraw(oldest, 'crowded_out')
    drop(oldest)
  }

  return {
    newId: () => Buffer.from(ids.hex(12), 'hex').toString('base64url'),
    get: (cardId) => cards.get(cardId),
    open: (taskId) => [...(ofTask.get(taskId) ?? [])].filter((card) => card.used === null && card.withdrawn === null),
    all: () => [...cards.values()],
    onItsWay: async (cardId, sending) => {
      underWay.set(cardId, sending)
      try {
        return await sending
      } finally {
        underWay.delete(cardId)
      }
    },
    arrived: async (cardId) => {
      await underWay.get(cardId)?.catch(() => undefined)
    },
    add: async (card) => {
      const { base_sha, version, chat_id, message_id } = card
      const expires_at = new Date(card.expires_ms).toISOString()
      await log.record(
        draft('telegram_card_sent', card, SYSTEM, { base_sha, version, chat_id, message_id, expires_at }),
      )
      put(card)
      await makeRoom()
    },
    use: async (card, use, actor) => {
      const known = cards.get(card.card_id)
      if (known === undefined) return
      known.used = use
      const { chat_id, message_id, base_sha } = card
      const { action, user_id, delivery_id } = use
      const data = { action, user_id, delivery_id, base_sha, chat_id, message_id }
      try {
        await log.record(draft('telegram_callback_accepted', card, actor, data))
      } catch (error) {
        known.used = null
        throw error
      }
    },
    withdraw,
    closed: async (card) => {
      await log.record(draft('telegram_outcome_shown', card, SYSTEM, { chat_id: card.chat_id }))
      const known = cards.get(card.card_id)
      if (known !== undefined) known.shown = true
    },
    restore: (event) => {
      const sent_ms = Date.parse(event.ts)
      if (event.type === 'telegram_card_sent') {
        const { data } = CARD_LINES.telegram_card_sent.safeParse(event.data)
        if (data === undefined || event.task_id === null) return
        const { expires_at, ...facts } = data
        const { correlation_id, task_id } = event
        put({ ...facts, correlation_id, task_id: task_id as TaskId, sent_ms, expires_ms: Date.parse(expires_at) })
      }
      if (event.type === 'telegram_callback_accepted') {
        const { data } = CARD_LINES.telegram_callback_accepted.safeParse(event.data)
        const known = cards.get(data?.card_id ?? '')
        if (data !== undefined && known !== undefined) known.used = { ...data, at_ms: Date.parse(event.ts) }
      }
      if (event.type === 'telegram_card_withdrawn') {
        const { data } = CARD_LINES.telegram_card_withdrawn.safeParse(event.data)
        const known = cards.get(data?.card_id ?? '')
        if (data !== undefined && known !== undefined) known.withdrawn = data.reason
      }
      if (event.type === 'telegram_outcome_shown') {
        const { data } = CARD_LINES.telegram_outcome_shown.safeParse(event.data)
        const known = cards.get(data?.card_id ?? '')
        if (known !== undefined) known.shown = true
      }
    },
    forget: (beforeMs) => {
      for (const card of cards.values()) if (card.expires_ms < beforeMs) drop(card)
    },
  }
}
