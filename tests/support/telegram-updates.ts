import type { Delivery } from '../../main/core/ingest/delivery-service.ts'
import { canonicalJson } from '../../main/core/kernel/canonical-json.ts'

/** Updates as the Bot API sends them (https://core.telegram.org/bots/api#update), from user 7 in the private chat with the bot. */
export const FROM = { id: 7, is_bot: false, first_name: 'Anna' }
export const DATE = 1_769_850_000

type Over = Readonly<Record<string, unknown>>

const messageOf = (over: Over = {}) => ({
  ...{ message_id: 1, date: DATE, chat: { id: 7, type: 'private' }, from: FROM, text: 'Buy milk' },
  ...over,
})

export const messageUpdate = (update_id: number, over: Over = {}) => ({ update_id, message: messageOf(over) })

/** `after`: seconds between the message and its edit. */
export const editUpdate = (update_id: number, after: number, over: Over = {}) => ({
  update_id,
  edited_message: { ...messageOf(over), edit_date: DATE + after },
})

export const callbackUpdate = (update_id: number, over: Over = {}) => ({
  update_id,
  callback_query: {
    ...{ id: 'query-1', from: FROM, message: messageOf({ message_id: 9 }), chat_instance: '1', data: 'a:card' },
    ...over,
  },
})

/** The same as a delivery that was taken in. */
export function telegramDelivery(update: { readonly update_id: number }): Delivery {
  const event = Object.keys(update).find((name) => name !== 'update_id') ?? 'update'
  return {
    ...{ source: 'telegram', event, delivery_id: `123456:${update.update_id}`, assurance: 'token' },
    ...{ payload: update, raw: Buffer.from(canonicalJson(update)), headers: {} },
  }
}

/** A file as a message names it. The same `unique` is the same file. */
export const telegramFile = (unique: string, over: Over = {}) => ({
  ...{ file_id: `fetch-${unique}`, file_unique_id: unique, file_size: 50_000 },
  ...over,
})

/** The sizes of a photo, the smallest first, as Telegram sends them. */
export const photoSizes = (unique: string) => [
  telegramFile(`${unique}-small`, { file_size: 900, width: 90, height: 60 }),
  telegramFile(`${unique}-large`, { width: 1280, height: 853 }),
]
