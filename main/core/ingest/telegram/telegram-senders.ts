import * as z from 'zod'
import { telegramContent } from './telegram-update.ts'

/** Who sent an update, and in which chat. */
export interface TelegramSender {
  readonly chat_id: number
  readonly user_id: number | null
  /** False for bots, and for whoever writes in the name of a chat: an anonymous administrator, a linked channel. */
  readonly is_person: boolean
}

/** Who may write to us and where. */
export interface AllowList {
  admits(sender: TelegramSender): boolean
  /** Whether the user may decide. */
  isOperator(userId: number): boolean
}

/**
 * A person is admitted when they are a user of the list or an operator, and write in a chat of the list or in private: a private chat
 * has the number of its user (https://core.telegram.org/bots/api#chat). Empty lists admit nobody.
 */
export function createAllowList(lists: {
  readonly users: readonly number[]
  readonly chats: readonly number[]
  readonly operators: readonly number[]
}): AllowList {
  const operators = new Set(lists.operators)
  const users = new Set([...lists.users, ...lists.operators])
  const chats = new Set(lists.chats)
  return {
    admits: ({ chat_id, user_id, is_person }) =>
      is_person && user_id !== null && users.has(user_id) && (chat_id === user_id || chats.has(chat_id)),
    isOperator: (userId) => operators.has(userId),
  }
}

const Chat = z.object({ id: z.int() }).nullish().catch(null)
const User = z.object({ id: z.int(), is_bot: z.unknown().optional() }).nullish().catch(null)
const Sent = z.object({
  from: User,
  user: User,
  chat: Chat,
  sender_chat: z.unknown().optional(),
  message: z.object({ chat: Chat }).nullish().catch(null),
})

/**
 * The sender of whatever kind of update, however malformed the rest of it is. Null when the update names neither chat nor user, which
 * then nobody sent: the state of a poll, for example.
 */
export function senderOf(payload: unknown): TelegramSender | null {
  const { event, content } = telegramContent(payload)
  const { data } = Sent.safeParse(content)
  const user = data?.from ?? (event === 'update' ? data?.user : null) ?? null
  const chat_id = data?.chat?.id ?? data?.message?.chat?.id ?? user?.id
  if (chat_id === undefined) return null
  // For these Telegram gives a made-up user: https://core.telegram.org/bots/api#message, sender_chat.
  const speaksForChat = (data?.sender_chat ?? null) !== null
  return { chat_id, user_id: user?.id ?? null, is_person: user !== null && user.is_bot !== true && !speaksForChat }
}
