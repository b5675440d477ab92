import { BotApiError } from './bot-api-error.ts'
import type { BotFiles } from './bot-files.ts'
import type { UpdateQueue } from './update-queue.ts'
import type { WebhookSender } from './webhook-sender.ts'

export type Params = ReadonlyMap<string, string>

/** A file as the bot sent it. */
export interface SentFile {
  readonly field: string
  readonly filename: string
  readonly media_type: string
  readonly bytes: Buffer
}

export interface Sent {
  readonly method: string
  readonly chat_id: number
  readonly message_id: number
  readonly text: string
  readonly reply_markup: Readonly<Record<string, unknown>> | null
  readonly params: Params
  /** Null for one that is a text alone. */
  readonly file: SentFile | null
}

/** What the bot showed: messages as they now read, and answers to pressed buttons. */
export interface Shown {
  readonly messages: Sent[]
  readonly answers: { readonly callback_query_id: string; readonly text: string; readonly show_alert: boolean }[]
}

const MAX_TEXT = 4096
const MAX_CAPTION = 1024
/** https://core.telegram.org/bots/api#sending-files */
const MAX_FILE_BYTES = { photo: 10_000_000, document: 50_000_000 }
const MAX_DATA_BYTES = 64

/** Methods of the Bot API, with the limits and the words that Telegram has for breaking them. */
export function createBotMethods(parts: {
  queue: UpdateQueue
  files: BotFiles
  webhook: WebhookSender
  nextMessageId: (chat: number) => number
  botId: number
}) {
  const shown: Shown = { messages: [], answers: [] }
  const bot = { id: parts.botId, is_bot: true, first_name: 'Countersign', username: 'countersign_test_bot' }
  const answered = new Set<string>()

  function number(params: Params, name: string): number {
    const value = Number(params.get(name))
    if (!Number.isSafeInteger(value)) throw new BotApiError(400, `Bad Request: ${name} is empty`)
    return value
  }

  function textOf(params: Params): string {
    const text = params.get('text') ?? ''
    if (text.trim() === '') throw new BotApiError(400, 'Bad Request: message text is empty')
    if (text.length > MAX_TEXT) throw new BotApiError(400, 'Bad Request: message is too long')
    return text
  }

  function markupOf(params: Params): Sent['reply_markup'] {
    const text = params.get('reply_markup')
    if (text === undefined) return null
    const markup = JSON.parse(text) as { inline_keyboard?: { text: string; callback_data?: string }[][] }
    for (const { callback_data } of markup.inline_keyboard?.flat() ?? [])
      if (Buffer.byteLength(callback_data ?? '') > MAX_DATA_BYTES)
        throw new BotApiError(400, 'Bad Request: BUTTON_DATA_INVALID')
    return markup
  }

  function messageOf(sent: Sent) {
    const chat = { id: sent.chat_id, type: sent.chat_id > 0 ? 'private' : 'supergroup' }
    const date = Math.floor(Date.now() / 1000)
    return {
      message_id: sent.message_id,
      from: bot,
      chat,
      date,
      text: sent.text,
      reply_markup: sent.reply_markup ?? undefined,
    }
  }

  function sendFile(field: 'photo' | 'document', params: Params, file: SentFile | null) {
    if (file?.field !== field) throw new BotApiError(400, `Bad Request: there is no ${field} in the request`)
    if (file.bytes.length > MAX_FILE_BYTES[field]) throw new BotApiError(413, 'Request Entity Too Large')
    const caption = params.get('caption') ?? ''
    if (caption.length > MAX_CAPTION) throw new BotApiError(400, 'Bad Request: message caption is too long')
    return send(field === 'photo' ? 'sendPhoto' : 'sendDocument', params, caption, file)
  }

  function send(method: string, params: Params, text: string, file: SentFile | null) {
    const chat_id = number(params, 'chat_id')
    const reply_markup = markupOf(params)
    const sent = { method, chat_id, message_id: parts.nextMessageId(chat_id), text, reply_markup, params, file }
    shown.messages.push(sent)
    return messageOf(sent)
  }

  const methods: Readonly<Record<string, (params: Params, signal: AbortSignal, file: SentFile | null) => unknown>> = {
    getMe: () => bot,
    getUpdates: (params, signal) => {
      if (parts.webhook.url !== null)
        throw new BotApiError(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
      const offset = params.has('offset') ? number(params, 'offset') : null
      return parts.queue.take(offset, Number(params.get('limit') ?? 100), Number(params.get('timeout') ?? 0), signal)
    },
    setWebhook: (params) => parts.webhook.set(params.get('url') ?? '', params.get('secret_token') ?? null),
    deleteWebhook: () => parts.webhook.set('', null),
    getWebhookInfo: () => ({ url: parts.webhook.url ?? '', pending_update_count: parts.queue.held.length }),
    sendMessage: (params) => send('sendMessage', params, textOf(params), null),
    sendPhoto: (params, _signal, file) => sendFile('photo', params, file),
    sendDocument: (params, _signal, file) => sendFile('document', params, file),
    editMessageText: (params) => {
      const at = shown.messages.findIndex(
        (sent) => sent.chat_id === number(params, 'chat_id') && sent.message_id === number(params, 'message_id'),
      )
      const old = shown.messages[at]
      if (old === undefined) throw new BotApiError(400, 'Bad Request: message to edit not found')
      const next = { ...old, text: textOf(params), reply_markup: markupOf(params) }
      if (next.text === old.text && JSON.stringify(next.reply_markup) === JSON.stringify(old.reply_markup))
        throw new BotApiError(
          400,
          'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        )
      shown.messages[at] = next
      return messageOf(next)
    },
    answerCallbackQuery: (params) => {
      const id = params.get('callback_query_id') ?? ''
      if (!id.startsWith('query-') || answered.has(id))
        throw new BotApiError(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid')
      if ((params.get('text') ?? '').length > 200) throw new BotApiError(400, 'Bad Request: MESSAGE_TOO_LONG')
      answered.add(id)
      shown.answers.push({
        callback_query_id: id,
        text: params.get('text') ?? '',
        show_alert: params.get('show_alert') === 'true',
      })
      return true
    },
    getFile: (params) => {
      const file = parts.files.describe(params.get('file_id') ?? '')
      if (file.file_size > 20 * 1024 * 1024) throw new BotApiError(400, 'Bad Request: file is too big')
      return file
    },
  }
  return { methods, shown, messageOf }
}
