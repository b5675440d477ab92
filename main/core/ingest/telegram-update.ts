import * as z from 'zod'

/** Bot API ids fit into 52 bits (https://core.telegram.org/bots/api#user, #chat). */
const id = z.int()
const File = z.looseObject({ file_id: z.string().max(300), file_unique_id: z.string().max(100) })
const size = z.int().min(0).nullish().catch(null)
const word = z.string().nullish().catch(null)

const Message = z.looseObject({
  message_id: z.int(),
  date: z.int(),
  edit_date: z.int().nullish().catch(null),
  chat: z.looseObject({ id }),
  from: z.looseObject({ id, is_bot: z.boolean().nullish(), first_name: word }).nullish().catch(null),
  text: word,
  caption: word,
  photo: z
    .array(z.looseObject({ ...File.shape, file_size: size }))
    .nullish()
    .catch(null),
  document: z
    .looseObject({ ...File.shape, file_size: size, file_name: word, mime_type: word })
    .nullish()
    .catch(null),
  voice: z
    .looseObject({ ...File.shape, file_size: size, mime_type: word })
    .nullish()
    .catch(null),
  reply_to_message: z.looseObject({ message_id: z.int() }).nullish().catch(null),
})
export type TelegramMessage = z.infer<typeof Message>

const Callback = z.looseObject({
  id: z.string().max(100),
  from: z.looseObject({ id, is_bot: z.boolean().nullish(), first_name: word }),
  message: z
    .looseObject({ message_id: z.int(), chat: z.looseObject({ id }) })
    .nullish()
    .catch(null),
  data: z.string().max(64).nullish().catch(null),
})
export type TelegramCallback = z.infer<typeof Callback>

/** What the console reads of an update (https://core.telegram.org/bots/api#update); `other`: nothing that concerns it. */
export type TelegramUpdate =
  | { readonly kind: 'message' | 'edited_message'; readonly message: TelegramMessage }
  | { readonly kind: 'callback_query'; readonly callback: TelegramCallback }
  | { readonly kind: 'other' }

const Update = z.looseObject({ update_id: z.int() })

/** Null for what is no update at all. */
export function telegramUpdate(payload: unknown): TelegramUpdate | null {
  const update = Update.safeParse(payload).data
  if (update === undefined) return null
  for (const kind of ['message', 'edited_message'] as const) {
    const message = Message.safeParse(update[kind]).data
    if (message !== undefined) return { kind, message }
  }
  const callback = Callback.safeParse(update['callback_query']).data
  return callback === undefined ? { kind: 'other' } : { kind: 'callback_query', callback }
}

/** Name of what an update holds: `message`, `edited_message`, `callback_query`, or `update` for anything else. */
export function telegramEvent(payload: unknown): string {
  const kind = telegramUpdate(payload)?.kind ?? 'other'
  return kind === 'other' ? 'update' : kind
}

/**
 * `<bot id>:<update_id>`, for update ids are counted for each bot; null for what is no update. Without a token the bot's id is not known,
 * and `bot` stands for it.
 */
export function telegramDeliveryId(botId: string | null, payload: unknown): string | null {
  const update = Update.safeParse(payload).data
  return update === undefined ? null : `${botId ?? 'bot'}:${update.update_id}`
}
