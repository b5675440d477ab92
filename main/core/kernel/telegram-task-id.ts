import type { TaskId } from '../../../contract/ids.ts'
import { sha256 } from './sha256.ts'

/** One task per message. The id is the correlation id as well, and binds the task to its chat and message. */
export function telegramTaskId(chatId: number, messageId: number): TaskId {
  return sha256(`${chatId}:${messageId}`).slice(0, 12) as TaskId
}
