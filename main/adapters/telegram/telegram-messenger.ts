import { Api } from 'node-telegram-bot-api'
import { type Messenger, MessengerError, type OutgoingMessage } from '../../core/remote/messenger.ts'
import { createSingleAttempt } from './single-attempt.ts'
import { messengerErrorOf } from './telegram-errors.ts'
import type { TelegramSettings } from './telegram-settings.ts'

const CALL_MS = 15_000
const FILE_MS = 60_000
/** A flood wait up to this is waited for; a longer one is the outbox's to plan. */
const MAX_RETRY_AFTER_MS = 10_000
/** As getFile gives it: relative, without a way out (https://core.telegram.org/bots/api#file). */
const FILE_PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/

/** The Bot API as the way out. Text is sent as it is: no parse mode, no link previews. */
export function createTelegramMessenger({ token, apiRoot }: TelegramSettings, stopping: AbortSignal): Messenger {
  const api = new Api(token, { apiRoot, timeoutMs: CALL_MS, maxRetries: 1, maxRetryAfterMs: MAX_RETRY_AFTER_MS })

  async function call<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw messengerErrorOf(error, doing)
    }
  }

  async function download(path: string, maxBytes: number): Promise<Uint8Array> {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(FILE_MS)])
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal, redirect: 'error' })
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      const kind = response.status === 429 || response.status >= 500 ? 'unreachable' : 'refused'
      throw new MessengerError(kind, `fetching a file: Telegram answered ${response.status}`)
    }
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body) {
      size += part.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  return {
    ...createSingleAttempt({ token, apiRoot }, stopping),
    send: (message) =>
      call('sending a message', async () => {
        const { message_id } = await api.sendMessage(
          {
            ...shown(message),
            ...(message.reply_to === null
              ? {}
              : { reply_parameters: { message_id: message.reply_to, allow_sending_without_reply: true } }),
          },
          stopping,
        )
        return { message_id }
      }),
    edit: (message_id, message) =>
      call('changing a message', async () => {
        const reply_markup = { inline_keyboard: keyboardOf(message) }
        const edited = api.editMessageText({ ...wordsOf(message), message_id, reply_markup }, stopping)
        await edited.catch((error: unknown) => {
          // Telegram refuses an edit that changes nothing; what was asked for stands.
          if (!String((error as Error).message).includes('message is not modified')) throw error
        })
      }),
    answerCallback: (callback_query_id, text, show_alert) =>
      call('answering a button', async () => {
        await api.answerCallbackQuery({ callback_query_id, text, show_alert }, stopping)
      }),
    fetchFile: (file_id, maxBytes) =>
      call('fetching a file', async () => {
        const { file_path, file_size } = await api.getFile({ file_id }, stopping)
        if ((file_size ?? 0) > maxBytes) throw tooLarge(maxBytes)
        if (file_path === undefined || !FILE_PATH.test(file_path))
          throw new MessengerError('refused', 'fetching a file: Telegram gave no usable path')
        return { bytes: await download(file_path, maxBytes) }
      }),
  }
}

const wordsOf = ({ chat_id, text }: OutgoingMessage) => ({ chat_id, text, link_preview_options: { is_disabled: true } })

const keyboardOf = ({ buttons }: OutgoingMessage) =>
  buttons.map((row) => row.map((button) => ({ text: button.text, callback_data: button.data })))

function shown(message: OutgoingMessage) {
  const inline_keyboard = keyboardOf(message)
  if (message.force_reply) return { ...wordsOf(message), reply_markup: { force_reply: true as const, selective: true } }
  return inline_keyboard.length === 0 ? wordsOf(message) : { ...wordsOf(message), reply_markup: { inline_keyboard } }
}

function tooLarge(maxBytes: number): MessengerError {
  return new MessengerError('refused', `fetching a file: it is larger than ${maxBytes} bytes`)
}
