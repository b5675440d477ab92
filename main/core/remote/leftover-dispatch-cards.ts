import * as z from 'zod'
import { SYSTEM } from '../kernel/call.ts'
import { CardId } from './card-lines.ts'
import type { DeskParts } from './desk-parts.ts'
import { closedOffer } from './dispatch-card.ts'
import { linesSince } from './lines-since.ts'
import type { Outbox } from './outbox.ts'

const SentLine = z.object({
  about: z.literal('dispatch'),
  card_id: CardId,
  subject_sha256: z.string(),
  chat_id: z.int(),
  message_id: z.int(),
})

const RESTARTED = 'The console was started again. Send /dispatch and the id again.'

/**
 * Takes the buttons off the cards of dispatches that an earlier process left: they have no power, for nothing is known of them here. Throws
 * AppError `audit_unavailable`.
 */
export function closeLeftoverDispatchCards(
  parts: Pick<DeskParts, 'audit' | 'log'> & { readonly outbox: Outbox },
  sinceMs: number,
): void {
  const closed = new Set(linesSince(parts.audit, 'telegram_card_withdrawn', sinceMs).map(({ data }) => data['card_id']))
  for (const { data, task_id, correlation_id } of linesSince(parts.audit, 'telegram_card_sent', sinceMs)) {
    const card = SentLine.safeParse(data).data
    if (card === undefined || task_id === null || closed.has(card.card_id)) continue
    const { about, card_id, chat_id, message_id, subject_sha256 } = card
    parts.outbox.put({
      ...{ chat_id, key: null, task_id, correlation_id, lost: () => undefined },
      send: async (to) => {
        const text = closedOffer(task_id, subject_sha256, RESTARTED)
        await to.edit(message_id, { chat_id, text, buttons: [], reply_to: null, force_reply: false })
        await parts.log.record({
          ...{ type: 'telegram_card_withdrawn', actor: SYSTEM, correlation_id, task_id, route: null, status: null },
          data: { about, card_id, reason: 'expired' },
        })
      },
    })
  }
}
