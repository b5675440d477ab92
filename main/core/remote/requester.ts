import type { Task } from '../../../contract/task.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import { telegramTaskId } from '../kernel/telegram-task-id.ts'
import { oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { telegramUser, telegramUserId } from './telegram-user.ts'

/** `Asked by telegram:888 in chat 888`, or null when the task names nobody. */
export function askedByWords({ requested_by, chat_id }: Task): string | null {
  if (requested_by === null) return null
  const where = chat_id === null ? '' : ` in chat ${oneLine(String(chat_id), 100)}`
  return `Asked by ${oneLine(requested_by, 200)}${where}`
}

/**
 * The chat in which the requester of a message hears what became of his task; null for an operator, who has its cards, and for a task
 * that no message made (what another program writes into a file makes the bot speak in no chat), and for whoever may not ask any more.
 * Throws AppError `audit_unavailable`.
 */
export function chatOfRequester(
  audit: Pick<AuditIndex, 'query'>,
  task: Task,
  { operators, mayHear }: Pick<DeskParts, 'operators' | 'mayHear'>,
): number | null {
  const { task_id, source, chat_id, message_id, requested_by } = task
  if (source !== 'telegram' || typeof chat_id !== 'number' || message_id === null) return null
  if (operators.some((operator) => operator === chat_id || telegramUser(operator).sub === requested_by)) return null
  const user = telegramUserId(requested_by)
  if (user === null || !mayHear(chat_id, user)) return null
  if (telegramTaskId(chat_id, message_id) !== task_id) return null
  const created = { task_id, type: 'task_created', since_ts: null, since_seq: null, limit: 1 } as const
  return audit.query(created).length > 0 ? chat_id : null
}
