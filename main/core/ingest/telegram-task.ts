import type { CorrelationId, TaskId } from '../../../contract/ids.ts'
import type { Amendment, Attachment, Task } from '../../../contract/task.ts'
import { sha256 } from '../kernel/sha256.ts'
import { titleFrom } from '../tasks/task-engine.ts'
import { EMPTY_TASK } from '../tasks/task-service.ts'
import type { MappedDelivery } from './task-mapping.ts'
import { attachmentsOf } from './telegram-attachments.ts'
import type { TelegramMessage } from './telegram-update.ts'

const MAX_TEXT = 200_000
/** The first ones and the newest: what lies between is in the evidence. */
const MAX_AMENDMENTS = 1000
const MAX_ATTACHMENTS = 100

/** First 12 hex digits of sha256("chat_id:message_id"); the correlation id is the same. */
export function telegramTaskId({ chat, message_id }: TelegramMessage): TaskId {
  return sha256(`${chat.id}:${message_id}`).slice(0, 12) as string as TaskId
}

export const telegramKey = ({ chat, message_id }: TelegramMessage): string => `telegram:${chat.id}:${message_id}`

/** The words of a message, or null when it has none and no file: then there is nothing to ask for. */
export function wordsOf(message: TelegramMessage): string | null {
  const text = (message.text ?? message.caption ?? '').slice(0, MAX_TEXT)
  if (text.trim() !== '') return text.toWellFormed()
  const [file] = attachmentsOf(message)
  if (file === undefined) return null
  return file.name === null ? `A ${file.kind} without words.` : `A ${file.kind} without words: ${file.name}`
}

/** Telegram counts seconds since 1970; beyond what a date can show, the receipt counts. */
export function instantOf(seconds: number, otherwise: string): string {
  const date = new Date(seconds * 1000)
  return seconds > 0 && date.getUTCFullYear() <= 9999 ? date.toISOString() : otherwise
}

export function newTelegramTask(message: TelegramMessage, words: string, delivery: MappedDelivery): Task {
  const task_id = telegramTaskId(message)
  return {
    ...EMPTY_TASK,
    task_id,
    source: 'telegram',
    created_at: instantOf(message.date, delivery.received_at),
    correlation_id: task_id as string as CorrelationId,
    status: 'pending',
    title: titleFrom(words).toWellFormed(),
    request_text: words,
    updated_at: delivery.received_at,
    assurance: delivery.assurance,
    acceptance_criteria: [],
    declared_scope: [],
    allow_external_publish: false,
    chat_id: message.chat.id,
    message_id: message.message_id,
    attachments: attachmentsOf(message).sort(byId),
  }
}

/** The words that count: the latest amendment, or the first ones. */
export function latestWords(task: Pick<Task, 'request_text' | 'amendments'>): string {
  return task.amendments.at(-1)?.text ?? task.request_text
}

/**
 * The task with an edit among its amendments, or null when it is there already. Sorted by time, so that the order of arrival does not
 * matter; for the same reason an edit that says nothing new (a link preview) is kept as well. A decision covers the words that it was
 * taken for, so other words, or another file, take it back.
 */
export function amendedTask(
  current: Task,
  amendment: Amendment,
  files: readonly Attachment[],
  now: string,
): Task | null {
  const known = current.amendments.some((held) => held.delivery_id === amendment.delivery_id)
  const added = files.filter((file) => !current.attachments.some((held) => held.attachment_id === file.attachment_id))
  if (known && added.length === 0) return null
  const amendments = known ? current.amendments : bounded([...current.amendments, amendment].sort(byTime))
  const next = {
    ...current,
    amendments,
    attachments: [...current.attachments, ...added].sort(byId).slice(0, MAX_ATTACHMENTS),
  }
  const sameWords = latestWords(next) === latestWords(current) && added.length === 0
  return {
    ...next,
    ...(sameWords ? {} : { verdict: null, admin_approved: false }),
    updated_at: now,
    version: current.version + 1,
  }
}

function byId(a: Attachment, b: Attachment): number {
  return a.attachment_id < b.attachment_id ? -1 : 1
}

function byTime(a: Amendment, b: Amendment): number {
  const earlier = a.amended_at < b.amended_at || (a.amended_at === b.amended_at && a.delivery_id < b.delivery_id)
  return earlier ? -1 : 1
}

function bounded(amendments: Amendment[]): Amendment[] {
  if (amendments.length <= MAX_AMENDMENTS) return amendments
  const half = MAX_AMENDMENTS / 2
  return [...amendments.slice(0, half), ...amendments.slice(-half)]
}
