import * as z from 'zod'

/** Somebody as Telegram names them (https://core.telegram.org/bots/api#user). Names are untrusted, for people only. */
export interface TelegramPerson {
  readonly id: number
  readonly is_bot: boolean
  readonly name: string
}

/** One file of a message. `file_unique_id` stays the same for the same file, `file_id` fetches it (https://core.telegram.org/bots/api#document). */
export interface TelegramFile {
  readonly file_id: string
  readonly file_unique_id: string | null
  readonly file_size: number | null
  readonly file_name: string | null
  readonly mime_type: string | null
}

/** https://core.telegram.org/bots/api#photosize */
export interface TelegramPhoto extends TelegramFile {
  readonly width: number
  readonly height: number
}

/** What is read of a message (https://core.telegram.org/bots/api#message). Times are Unix seconds, null when they are none. */
export interface TelegramMessage {
  readonly message_id: number
  readonly chat_id: number
  readonly date: number | null
  readonly edit_date: number | null
  readonly from: TelegramPerson | null
  readonly text: string | null
  readonly caption: string | null
  /** Where words lead that do not show it (https://core.telegram.org/bots/api#messageentity, text_link). */
  readonly links: readonly { readonly words: string; readonly url: string }[]
  /** The sizes of one photo. */
  readonly photo: readonly TelegramPhoto[]
  /** Files other than photos and voice messages: documents, audio, video. */
  readonly documents: readonly TelegramFile[]
  readonly voice: TelegramFile | null
  readonly reply_to: number | null
  /** What the answered message says, if a bot wrote it. */
  readonly reply_to_bot: string | null
  readonly forwarded: boolean
  readonly media_group_id: string | null
}

/** A pressed button (https://core.telegram.org/bots/api#callbackquery). */
export interface TelegramCallback {
  readonly id: string
  readonly from: TelegramPerson
  readonly chat_id: number
  readonly message_id: number
  readonly data: string
}

/** `content` is the message as it came. */
export type TelegramUpdate =
  | { readonly kind: 'message' | 'edited_message'; readonly message: TelegramMessage; readonly content: unknown }
  | { readonly kind: 'callback_query'; readonly callback: TelegramCallback }

const EVENTS = ['message', 'edited_message', 'callback_query'] as const
type Event = (typeof EVENTS)[number]

/** 9999-12-31T23:59:59Z, the last second that a timestamp can be written of. */
const LAST_SECOND = 253_402_300_799

const words = z.string().nullish().catch(null).default(null)
const name = z.string().catch('').default('')
const amount = z.int().min(0).nullish().catch(null).default(null)
const second = z.int().positive().max(LAST_SECOND).nullish().catch(null).default(null)

const Person = z
  .object({ id: z.int(), is_bot: z.unknown().optional(), first_name: name, last_name: name })
  .transform(({ id, is_bot, first_name, last_name }) => ({
    ...{ id, is_bot: is_bot === true },
    name: `${first_name} ${last_name}`.trim().slice(0, 128).toWellFormed(),
  }))
const file = {
  file_id: z.string().min(1).max(300),
  file_unique_id: words,
  file_size: amount,
  file_name: words,
  mime_type: words,
}
const Photo = z.object({ ...file, width: z.int().min(0).catch(0), height: z.int().min(0).catch(0) })
const Entity = z.object({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
  url: z.string().max(4096).optional(),
})
const entities = z.array(Entity.nullable().catch(null)).catch([]).default([])
const anyFile = z.object(file).nullish().catch(null).default(null)
const Answered = z.object({ message_id: z.int(), text: words, from: Person.nullish().catch(null) })
const Message = z
  .object({
    message_id: z.int().positive(),
    chat: z.object({ id: z.int() }),
    date: second,
    edit_date: second,
    from: Person.nullish().catch(null).default(null),
    text: words,
    caption: words,
    entities,
    caption_entities: entities,
    photo: z.array(Photo.nullable().catch(null)).catch([]).default([]),
    document: anyFile,
    audio: anyFile,
    video: anyFile,
    video_note: anyFile,
    voice: anyFile,
    reply_to_message: Answered.nullish().catch(null),
    forward_origin: z.unknown().optional(),
    forward_date: z.unknown().optional(),
    media_group_id: z.string().max(64).nullish().catch(null).default(null),
  })
  .transform((given): TelegramMessage => {
    const { message_id, date, edit_date, from, text, caption, voice, media_group_id } = given
    return {
      ...{ message_id, date, edit_date, from, text, caption, voice, media_group_id },
      chat_id: given.chat.id,
      links: linksOf(text ?? caption ?? '', text === null ? given.caption_entities : given.entities),
      photo: given.photo.filter((size) => size !== null),
      documents: [given.document, given.audio, given.video, given.video_note].filter((each) => each !== null),
      reply_to: given.reply_to_message?.message_id ?? null,
      reply_to_bot: given.reply_to_message?.from?.is_bot === true ? given.reply_to_message.text : null,
      forwarded: (given.forward_origin ?? given.forward_date ?? null) !== null,
    }
  })

function linksOf(text: string, found: readonly (z.infer<typeof Entity> | null)[]): TelegramMessage['links'] {
  return found.flatMap((each) =>
    each?.type === 'text_link' && each.url !== undefined
      ? [{ words: text.slice(each.offset, each.offset + each.length), url: each.url }]
      : [],
  )
}

const Callback = z
  .object({
    id: z.string().min(1).max(200),
    from: Person,
    message: z.object({ message_id: z.int().positive(), chat: z.object({ id: z.int() }) }),
    data: z.string(),
  })
  .transform(
    ({ id, from, message, data }): TelegramCallback => ({
      ...{ id, from, data, chat_id: message.chat.id, message_id: message.message_id },
    }),
  )

/**
 * What an update (https://core.telegram.org/bots/api#update) says, or null when it is none of those that mean something here, or not
 * of their shape. A part of a message that is malformed counts as not there. A message with the number 0 is not sent yet, and means
 * nothing either.
 */
export function telegramUpdate(payload: unknown): TelegramUpdate | null {
  const { event, content } = telegramContent(payload)
  if (event === 'callback_query') {
    const { data } = Callback.safeParse(content)
    return data === undefined ? null : { kind: event, callback: data }
  }
  const message = event === 'update' ? undefined : Message.safeParse(content).data
  return event === 'update' || message === undefined ? null : { kind: event, message, content }
}

/** The one thing that an update is about. `update` is any other than the named ones; `content` is then its first object. */
export function telegramContent(payload: unknown): { readonly event: Event | 'update'; readonly content: unknown } {
  if (!isRecord(payload)) return { event: 'update', content: null }
  const event = EVENTS.find((each) => isRecord(payload[each]))
  if (event !== undefined) return { event, content: payload[event] }
  return { event: 'update', content: Object.values(payload).find(isRecord) ?? null }
}

/** What the delivery of an update is called. */
export function telegramEvent(payload: unknown): Event | 'update' {
  return telegramContent(payload).event
}

/** `<bot id>:<update_id>`, `bot` standing for a bot whose number is not known; null when there is no update_id. */
export function telegramDeliveryId(botId: string | null, payload: unknown): string | null {
  const id = isRecord(payload) ? z.int().min(0).safeParse(payload['update_id']).data : undefined
  return id === undefined ? null : `${botId ?? 'bot'}:${id}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
