import type { Approval } from '../../../contract/approval.ts'
import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Actor } from '../../../contract/scope.ts'
import { SYSTEM } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import { approvalButtons, closedApproval, outcomeWords, shownApproval } from './approval-card.ts'
import type { DeskParts } from './desk-parts.ts'
import type { OutgoingMessage } from './messenger.ts'
import type { Outbox } from './outbox.ts'

/** A message with the buttons of one approval, bound to what it shows. */
export interface ApprovalCard {
  readonly card_id: string
  readonly approval_id: string
  readonly subject_sha256: string
  readonly chat_id: number
  readonly message_id: number
}

/**
 * The cards of approvals. They live as long as this process, as the approvals do: what an earlier one left is void, and its cards are
 * closed at the start.
 */
export interface ApprovalCards {
  /** Shows the approval in a chat, whole, and only then its buttons. */
  send(approvalId: string, chatId: number): void
  get(cardId: string): ApprovalCard | undefined
  /** Resolves when nothing of this card is on its way. */
  arrived(cardId: string): Promise<void>
  /** Shows what became of it in the place of each of its cards; while it still waits, who has approved. */
  refresh(approval: Approval): void
  /** Takes the buttons of one card away, with a sentence. */
  close(card: ApprovalCard, approval: Approval, sentence: string): void
  /** A card of an earlier process. */
  closeLeftover(card: ApprovalCard): void
  record(type: AuditEventType, card: ApprovalCard, actor: Actor, data: JsonObject): Promise<void>
}

/** As many as there can be open approvals, in a few chats each. */
const MOST_CARDS = 5000

export function createApprovalCards(
  parts: Pick<DeskParts, 'approvals' | 'log' | 'ids' | 'clock' | 'logger'> & { readonly outbox: Outbox },
): ApprovalCards {
  const { approvals, log, clock, logger, outbox } = parts
  const cards = new Map<string, ApprovalCard & { live: boolean }>()
  const underWay = new Map<string, Promise<unknown>>()

  const plain = (chat_id: number, text: string): OutgoingMessage => ({
    ...{ chat_id, text, buttons: [], reply_to: null, force_reply: false },
  })
  const isPending = (approvalId: string): boolean => approvals.get(approvalId).state === 'pending'

  async function record(type: AuditEventType, card: ApprovalCard, actor: Actor, data: JsonObject): Promise<void> {
    const { approval_id, card_id, subject_sha256, chat_id, message_id } = card
    const { correlation_id, task_id } = approvals.get(approval_id)
    await log.record({
      ...{ type, actor, correlation_id, task_id: task_id as TaskId, route: null, status: null },
      data: { card_id, approval_id, subject_sha256, chat_id, message_id, ...data },
    })
  }

  function about(approval: Pick<Approval, 'task_id' | 'correlation_id'>, chat_id: number) {
    const { task_id, correlation_id } = approval
    return { chat_id, key: null, task_id, correlation_id, lost: () => undefined }
  }

  function edit(card: ApprovalCard, approval: Approval, text: string, buttons: OutgoingMessage['buttons']): void {
    outbox.put({
      ...about(approval, card.chat_id),
      send: (to) => to.edit(card.message_id, { ...plain(card.chat_id, text), buttons }),
    })
  }

  /** The buttons have no power from now on; the line follows. */
  function withdraw(card: ApprovalCard & { live: boolean }, reason: string): void {
    if (!card.live) return
    card.live = false
    record('telegram_card_withdrawn', card, SYSTEM, { reason }).catch((err: unknown) =>
      logger.error({ err, card_id: card.card_id }, 'the line of a withdrawn card could not be written'),
    )
  }

  function forgetOldest(): void {
    const [oldest] = cards.values()
    if (cards.size <= MOST_CARDS || oldest === undefined) return
    withdraw(oldest, 'crowded_out')
    cards.delete(oldest.card_id)
  }

  /** Each page is a message of its own; `missing` counts those that did not arrive. */
  function sendPages(approval: Approval, chatId: number, pages: readonly string[]): { missing: number } {
    const shown = { missing: pages.length }
    for (const text of pages)
      outbox.put({
        ...about(approval, chatId),
        send: async (to) => {
          if (!isPending(approval.approval_id)) return
          await to.send(plain(chatId, text))
          shown.missing -= 1
        },
      })
    return shown
  }

  return {
    send: (approvalId, chatId) => {
      const asked = approvals.get(approvalId)
      const shown = sendPages(asked, chatId, shownApproval(asked, timestamp(clock)).pages)
      outbox.put({
        ...about(asked, chatId),
        send: async (to) => {
          const approval = approvals.get(approvalId)
          if (approval.state !== 'pending') return
          const { card: text, isWhole } = shownApproval(approval, timestamp(clock))
          if (!isWhole || shown.missing > 0) {
            const why = isWhole ? '\nNot all of it arrived here: decide in the console, or send /inbox again.' : ''
            await to.send(plain(chatId, text + why))
            return
          }
          const card_id = Buffer.from(parts.ids.hex(12), 'hex').toString('base64url')
          const sending = (async () => {
            const { message_id } = await to.send({ ...plain(chatId, text), buttons: approvalButtons(card_id) })
            const { approval_id, subject_sha256, expires_at } = approval
            const card = { card_id, approval_id, subject_sha256, chat_id: chatId, message_id, live: true }
            await record('telegram_card_sent', card, SYSTEM, { expires_at })
            cards.set(card_id, card)
            forgetOldest()
          })()
          underWay.set(card_id, sending)
          try {
            await sending
          } finally {
            underWay.delete(card_id)
          }
          // Decided while the message was on its way.
          const now = approvals.get(approvalId)
          if (now.state !== 'pending' || now.votes.length !== approval.votes.length) refresh(now)
        },
      })
    },
    get: (cardId) => {
      const card = cards.get(cardId)
      return card?.live === true ? card : undefined
    },
    arrived: async (cardId) => {
      await underWay.get(cardId)?.catch(() => undefined)
    },
    refresh,
    close: ({ card_id }, approval, sentence) => {
      const card = cards.get(card_id)
      if (card === undefined) return
      withdraw(card, 'used')
      edit(card, approval, closedApproval(approval, sentence), [])
    },
    closeLeftover: (card) => {
      const approval = approvals.get(card.approval_id)
      withdraw({ ...card, live: true }, 'expired')
      edit(card, approval, closedApproval(approval, outcomeWords(approval) ?? 'The console was started again.'), [])
    },
    record,
  }

  function refresh(approval: Approval): void {
    const words = outcomeWords(approval)
    for (const card of cards.values()) {
      if (card.approval_id !== approval.approval_id) continue
      if (words !== null) {
        withdraw(card, approval.state === 'expired' ? 'expired' : 'decided')
        edit(card, approval, closedApproval(approval, words), [])
      } else if (card.live) {
        const { card: text, isWhole } = shownApproval(approval, timestamp(clock))
        if (isWhole) edit(card, approval, text, approvalButtons(card.card_id))
      }
    }
  }
}
