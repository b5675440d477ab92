import type { RemoteDesk, RemoteRequest, RemoteSender } from '../remote-request.ts'
import type { TelegramCallback, TelegramMessage } from './telegram-update.ts'

/**
 * A command: letters, digits and underscores, in a group perhaps with the bot's name (https://core.telegram.org/bots/features#commands).
 * A path, `/etc/hosts`, is none.
 */
const COMMAND = /^\/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+([\s\S]*))?$/

/**
 * What a message asks for besides a task: a command, or an answer to a question of ours; null when it is a request. Words that were
 * forwarded are somebody else's: they neither command nor answer. A command that is sent as an answer is a command, so that a slip
 * does not become the reason of a decision; only `/cancel` is left to whoever asked.
 */
export function remoteRequestOf(message: TelegramMessage, asked: RemoteDesk['asked']): RemoteRequest | null {
  const { chat_id, message_id, from, reply_to, reply_to_bot } = message
  if (from === null || message.forwarded) return null
  const sender: RemoteSender = { chat_id, user_id: from.id, name: from.name }
  const [, name, argument] = COMMAND.exec(message.text ?? '') ?? []
  const command = name?.toLowerCase()
  const answers = reply_to !== null && asked(chat_id, reply_to, reply_to_bot)
  if (answers && (command === undefined || command === 'cancel')) {
    const text = message.text ?? message.caption ?? ''
    return { ...sender, kind: 'reply', message_id, to_message_id: reply_to, to_words: reply_to_bot, text }
  }
  return command === undefined
    ? null
    : { ...sender, kind: 'command', command, argument: (argument ?? '').trim(), message_id }
}

export function callbackRequest({ id, from, chat_id, message_id, data }: TelegramCallback): RemoteRequest {
  return { chat_id, user_id: from.id, name: from.name, kind: 'callback', callback_id: id, message_id, data }
}
