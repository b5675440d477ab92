import { telegramUpdate } from './telegram-update.ts'

/** Who wrote, and where. `user_id` null: a channel, an anonymous administrator, or nobody that Telegram names. */
export interface TelegramSender {
  readonly chat_id: number
  readonly user_id: number | null
  readonly is_bot: boolean
}

/** Who is listened to. Empty means nobody. */
export interface AllowList {
  admits(sender: TelegramSender): boolean
  isOperator(userId: number): boolean
}

/**
 * A sender is admitted who is on the list of users (operators are), in a chat on the list of chats or in the private chat with that
 * user, whose id is the user's own. Bots never are.
 */
export function createAllowList(lists: {
  readonly users: readonly number[]
  readonly chats: readonly number[]
  readonly operators: readonly number[]
}): AllowList {
  const users = new Set([...lists.users, ...lists.operators])
  const chats = new Set(lists.chats)
  const operators = new Set(lists.operators)
  return {
    admits: ({ chat_id, user_id, is_bot }) =>
      user_id !== null && !is_bot && users.has(user_id) && (chat_id === user_id || chats.has(chat_id)),
    isOperator: (userId) => operators.has(userId),
  }
}

/** Telegram's own accounts that stand in `from` for people who write as a group or a channel (https://core.telegram.org/bots/api#message). */
const STAND_INS: readonly number[] = [1087968824, 136817688, 777000]

/** Null for updates that nobody in particular sent; these are recorded and do nothing. */
export function senderOf(payload: unknown): TelegramSender | null {
  const update = telegramUpdate(payload)
  if (update === null || update.kind === 'other') return null
  const from = update.kind === 'callback_query' ? update.callback.from : update.message.from
  const chat = update.kind === 'callback_query' ? update.callback.message?.chat : update.message.chat
  // A button on a message that is too old to be shown names no chat: it counts as pressed in the presser's own.
  const chat_id = chat?.id ?? from?.id
  if (chat_id === undefined) return null
  const known = from !== null && from !== undefined && !STAND_INS.includes(from.id)
  return { chat_id, user_id: known ? from.id : null, is_bot: from?.is_bot === true }
}
