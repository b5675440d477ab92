import type { EvidenceRef } from '../../../../contract/evidence.ts'
import type { CorrelationId } from '../../../../contract/ids.ts'
import type { Amendment, Task } from '../../../../contract/task.ts'
import { AppError } from '../../kernel/app-error.ts'
import { telegramTaskId } from '../../kernel/telegram-task-id.ts'
import { EMPTY_TASK, type UpsertAnswer } from '../../tasks/task-service.ts'
import type { MappedDelivery } from '../task-mapping.ts'
import { MOST_AMENDMENTS, withAmendment } from './telegram-amendments.ts'
import { attachmentsOf, newWithEdit, withAttachments } from './telegram-attachments.ts'
import { instantOf, withEditPackages } from './telegram-evidence.ts'
import type { TelegramMessage } from './telegram-update.ts'
import { cutWords, editedWords, titleOf } from './telegram-words.ts'

/** What a message makes of its task. Throws AppError `task_exists` when something else has the id. */
export function taskAfterMessage(
  current: Task | null,
  message: TelegramMessage,
  words: string,
  delivery: MappedDelivery,
  evidence: readonly EvidenceRef[],
): UpsertAnswer {
  const task_id = telegramTaskId(message.chat_id, message.message_id)
  if (current !== null) {
    if (isOfMessage(current, message)) return { duplicate: true }
    throw new AppError('task_exists', `Task ${task_id} exists and is not of this message.`, { task_id })
  }
  const task: Task = {
    ...EMPTY_TASK,
    ...{ task_id, source: 'telegram', correlation_id: task_id as string as CorrelationId },
    ...{ chat_id: message.chat_id, message_id: message.message_id, assurance: delivery.assurance },
    ...{ title: titleOf(words, message.forwarded), request_text: words, status: 'pending' },
    ...{ created_at: sentAt(message, delivery.received_at), updated_at: delivery.received_at },
    ...{ acceptance_criteria: [], declared_scope: [], allow_external_publish: false },
    requested_by: message.from === null ? null : `telegram:${message.from.id}`,
    ...{ attachments: attachmentsOf(message), evidence: [...evidence] },
  }
  return { change: 'task_created', task }
}

/** When a message was sent; without a time of Telegram's own, when it was received. */
export function sentAt({ date }: Pick<TelegramMessage, 'date'>, receivedAt: string): string {
  return date === null ? receivedAt : instantOf(date)
}

/** When a message was edited, as far as Telegram says. */
export function editedAt({ date, edit_date }: TelegramMessage, receivedAt: string): string {
  return sentAt({ date: edit_date ?? date }, receivedAt)
}

/**
 * The task with an edit of its message as an amendment; the first words stay. Null when there is no such task, or the edit says what
 * was said right before it. When the latest words or the files change, a decision that was taken before no longer covers them and is
 * taken back.
 */
export function taskAfterEdit(
  current: Task | null,
  message: TelegramMessage,
  edit: Amendment,
  received_at: string,
  evidence: readonly EvidenceRef[],
): UpsertAnswer | null {
  if (current === null || !isOfMessage(current, message)) return null
  const files = newWithEdit(current.attachments, attachmentsOf(message))
  const amendment = { ...edit, text: editedWords(edit.text, files) }
  const full = current.amendments.length >= MOST_AMENDMENTS && current.title.startsWith(FULL)
  const { request_text: first } = current
  const { amendments, overflow } = withAmendment(first, current.amendments, amendment, full, MOST_AMENDMENTS)
  const attachments = withAttachments(current.attachments, files)
  if (amendments === current.amendments && attachments === current.attachments) return null
  const changed = latestWords(first, amendments) !== latestWords(first, current.amendments)
  const newFiles = attachments !== current.attachments
  const task: Task = {
    ...current,
    title: overflow && !full ? cutWords(`${FULL}${current.title}`, MOST_TITLE) : current.title,
    amendments: [...amendments],
    attachments: [...attachments],
    evidence: withEditPackages(current.evidence, evidence, message.message_id, amendments),
    ...(changed || newFiles ? { verdict: null, admin_approved: false } : {}),
    updated_at: received_at,
    version: current.version + 1,
  }
  return { change: 'task_amended', task }
}

/** Begins the title of a task that does not list all of its amendments: an operator must not take the list for all that was said. */
const FULL = `Amended more than ${MOST_AMENDMENTS} times, only the latest are listed: `
const MOST_TITLE = 500

function latestWords(first: string, amendments: readonly Amendment[]): string {
  return amendments.at(-1)?.text ?? first
}

/** Files that other programs wrote may leave chat and message out, or write the chat as text. */
function isOfMessage(task: Task, { chat_id, message_id }: TelegramMessage): boolean {
  const sameChat = task.chat_id === null || String(task.chat_id) === String(chat_id)
  return task.source === 'telegram' && sameChat && (task.message_id ?? message_id) === message_id
}

/** Whether the task lists an amendment of this delivery. */
export function listsAmendment(task: Task, deliveryId: string): boolean {
  return task.amendments.some(({ delivery_id }) => delivery_id === deliveryId)
}
