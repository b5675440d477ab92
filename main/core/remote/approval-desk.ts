import type { Approval } from '../../../contract/approval.ts'
import { timestamp } from '../kernel/clock.ts'
import { timeLeft } from '../kernel/time-left.ts'
import { type ApprovalCard, createApprovalCards } from './approval-cards.ts'
import { type ApprovalPresses, createApprovalPresses, isApprovalButton } from './approval-presses.ts'
import { createApprovalQuestions } from './approval-questions.ts'
import type { CallbackAnswers } from './callback-answers.ts'
import type { ChatLimiter } from './chat-limiter.ts'
import { cutText, MESSAGE_LENGTH, oneLine, spokenTime } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { readLeftovers } from './leftover-approval-cards.ts'
import { createLimitedTelling } from './limited-telling.ts'
import type { Outbox } from './outbox.ts'

/** Calls that wait for a countersignature, shown to the operators and decided by them from afar. */
export interface ApprovalDesk {
  /** From now on: new ones are shown, and what becomes of them too. Closes the cards that an earlier process left from `sinceMs` on. */
  start(sinceMs: number): void
  /** Whether a pressed button, or an answered message, is about an approval. */
  isAboutApproval(data: string): boolean
  isAsked(chatId: number, messageId: number, words: string | null): boolean
  press: ApprovalPresses['press']
  reply: ApprovalPresses['reply']
  /** What waits, in words; a fresh card of each follows in the same chat. */
  inbox(chatId: number): string
  close(): void
}

const MOST_LISTED = 5

export function createApprovalDesk(
  parts: DeskParts & { readonly outbox: Outbox; readonly answers: CallbackAnswers; readonly limiter: ChatLimiter },
): ApprovalDesk {
  const { approvals, clock, operators } = parts
  const cards = createApprovalCards(parts)
  const questions = createApprovalQuestions()
  const presses = createApprovalPresses({ ...parts, cards, questions })
  const telling = createLimitedTelling(
    parts,
    (count) => `${count} more ${count === 1 ? 'call has' : 'calls have'} asked for an approval: /inbox`,
  )
  let unobserve: () => void = () => undefined

  function announce({ approval_id }: Approval): void {
    if (operators.length === 0 || !telling.mayTell()) return
    for (const chatId of operators) cards.send(approval_id, chatId)
  }

  /** One that cannot be closed has no power either: its buttons are not known here. */
  function closeLeftover(card: ApprovalCard): void {
    try {
      cards.closeLeftover(card)
    } catch (err) {
      parts.logger.error({ err, card_id: card.card_id }, 'the card of an approval could not be closed')
    }
  }

  return {
    start: (sinceMs) => {
      for (const card of readLeftovers(parts.audit, sinceMs)) closeLeftover(card)
      unobserve = parts.hub.observe((name, payload) => {
        if (!('approval' in payload)) return
        if (name === 'approval_requested') announce(payload.approval)
        else cards.refresh(payload.approval)
      })
    },
    isAboutApproval: isApprovalButton,
    isAsked: questions.isAsked,
    ...presses,
    inbox: (chatId) => {
      const now = timestamp(clock)
      const waiting = [...approvals.waiting()].sort((a, b) => Date.parse(a.expires_at) - Date.parse(b.expires_at))
      const shown = waiting.slice(0, MOST_LISTED)
      for (const { approval_id } of shown) cards.send(approval_id, chatId)
      const rows = shown.map(
        ({ approval_id, side_effect_level, what, expires_at }) =>
          `${approval_id} (${side_effect_level}, ${timeLeft(expires_at, now)})\n> ${oneLine(what, 120)}`,
      )
      const head =
        waiting.length === 0 ? 'No call waits for an approval.' : `Calls that wait for an approval: ${waiting.length}`
      const more =
        waiting.length > shown.length ? [`… and ${waiting.length - shown.length} more: see the console.`] : []
      const cardsFollow = shown.length > 0 ? ['Their cards follow.'] : []
      return cutText([head, ...rows, ...more, `As of ${spokenTime(now)}.`, ...cardsFollow].join('\n'), MESSAGE_LENGTH)
    },
    close: () => {
      unobserve()
      telling.close()
    },
  }
}
