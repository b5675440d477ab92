import { AppError } from '../../kernel/app-error.ts'
import type { Call } from '../../kernel/call.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { Accepted, DeliveryService } from '../delivery-service.ts'
import type { Refusals } from '../refusals.ts'
import { type AllowList, senderOf } from './telegram-senders.ts'
import { telegramDeliveryId, telegramEvent } from './telegram-update.ts'

/** The one way in for updates, whether Telegram posted them or the poller fetched them. */
export interface TelegramDoor {
  /**
   * An update of somebody who is not on the allow-list is `ignored`: not kept, not answered, and counted in the log.
   * Throws AppError `validation_failed` for what is no update, and what `DeliveryService.accept` throws.
   */
  take(call: Call, payload: unknown, headers: Readonly<Record<string, string>>, way: Way): Promise<Accepted>
}

/** `polled`: the answer to our own call to Telegram. `posted`: whoever knows the secret token. */
export type Way = 'polled' | 'posted'

export function createTelegramDoor(parts: {
  deliveries: DeliveryService
  allowList: AllowList
  refusals: Refusals
  /** Whether an update presses a button, commands or answers, instead of asking for something to be done. */
  readonly isRemote: (payload: unknown) => boolean
  /** Whether Telegram answers our polling at the moment: then presses come that way, and one that is posted is nobody's. */
  readonly isPolled: () => boolean
  /** Digits of the bot's token before the colon; null when it is not known. */
  botId: string | null
}): TelegramDoor {
  return {
    take: async (call, payload, headers, way) => {
      const delivery_id = telegramDeliveryId(parts.botId, payload)
      if (delivery_id === null) throw new AppError('validation_failed', 'update_id: the body is no Telegram update')
      const event = telegramEvent(payload)
      const sender = senderOf(payload)
      const nothing = { delivery_id, event, task_ids: [], replayed: false }
      const refuse = (type: 'webhook_rejected' | 'telegram_sender_refused', reason: string): void => {
        const address = sender === null ? null : `chat ${sender.chat_id}, user ${sender.user_id ?? 'unknown'}`
        const facts = { source: 'telegram' as const, reason, address, headers, body: null, bytes: 0 }
        const { correlation_id } = call
        if (type === 'telegram_sender_refused') parts.refusals.refuse({ ...facts, type, correlation_id })
        else parts.refusals.refuse({ ...facts, type, signature_valid: true, correlation_id })
      }
      if (sender !== null && !parts.allowList.admits(sender)) {
        refuse('telegram_sender_refused', 'sender_not_allowed')
        return { result: { ...nothing, outcome: 'ignored' }, correlation_id: call.correlation_id }
      }
      if (way === 'posted' && parts.isPolled() && parts.isRemote(payload)) {
        refuse('webhook_rejected', 'posted_while_polled')
        return { result: { ...nothing, outcome: 'refused' }, correlation_id: call.correlation_id }
      }
      // The same bytes whichever way an update comes, so that one that was posted and polled is one delivery.
      const raw = Buffer.from(canonicalJson(payload))
      const facts = { source: 'telegram' as const, event, assurance: 'token' as const, payload, raw, headers }
      const take = (id: string) => parts.deliveries.accept(call, { ...facts, delivery_id: id }, null)
      try {
        return await take(delivery_id)
      } catch (error) {
        // Somebody else had the number of this update: what a person said must not get lost for that.
        if (!(error instanceof AppError) || error.code !== 'delivery_changed') throw error
        return take(`${delivery_id}:${sha256(raw).slice(0, 12)}`)
      }
    },
  }
}
