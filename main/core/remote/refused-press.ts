import type { RemoteSender } from '../ingest/remote-request.ts'
import type { RefusalReason } from './callback-checks.ts'
import type { Card } from './card-register.ts'
import type { DeskParts } from './desk-parts.ts'
import { telegramUser } from './telegram-user.ts'

export interface RefusedPress {
  readonly reason: RefusalReason
  /** What was pressed or answered, as far as it is known. */
  readonly action: 'approve' | 'reject' | 'details' | 'reason' | null
  readonly sender: RemoteSender
  readonly message_id: number
  readonly card: Card | undefined
  readonly delivery: { readonly delivery_id: string; readonly correlation_id: string }
}

/** Writes `telegram_callback_refused`. Throws AppError `audit_unavailable`. */
export async function recordRefusedPress(parts: Pick<DeskParts, 'log'>, refused: RefusedPress): Promise<void> {
  const { reason, action, sender, message_id, card, delivery } = refused
  const { chat_id, user_id } = sender
  await parts.log.record({
    ...{ type: 'telegram_callback_refused', actor: telegramUser(user_id), route: null, status: null },
    ...{ correlation_id: card?.correlation_id ?? delivery.correlation_id, task_id: card?.task_id ?? null },
    data: {
      ...{ reason, action, card_id: card?.card_id ?? null, chat_id, message_id, user_id },
      delivery_id: delivery.delivery_id,
    },
  })
}
