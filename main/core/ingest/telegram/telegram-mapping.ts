import { telegramTaskId } from '../../kernel/telegram-task-id.ts'
import type { RemoteDesk } from '../remote-request.ts'
import type { MappedDelivery, Mapper, Mapping, TaskIntent } from '../task-mapping.ts'
import { attachmentsOf } from './telegram-attachments.ts'
import { editPackage, messagePackage } from './telegram-evidence.ts'
import { callbackRequest, remoteRequestOf } from './telegram-remote.ts'
import { type AllowList, senderOf } from './telegram-senders.ts'
import { editedAt, listsAmendment, sentAt, taskAfterEdit, taskAfterMessage } from './telegram-task.ts'
import { type TelegramMessage, telegramUpdate } from './telegram-update.ts'
import { wordsOf } from './telegram-words.ts'

/**
 * What an update means. A message with words or files is a task of its own; an edit of it an amendment; a command, an answer to a
 * question of ours (`asked`) or a pressed button a remote request. Everything else is recorded: messages about the chat itself (a
 * group that became a supergroup, a new topic), stickers, places, and whatever comes from somebody who is not admitted.
 */
export function mapTelegram(parts: { readonly allowList: AllowList; readonly asked: RemoteDesk['asked'] }): Mapper {
  return (delivery): Mapping => {
    const update = telegramUpdate(delivery.payload)
    const sender = senderOf(delivery.payload)
    // The list may have changed since the update was taken.
    if (update === null || sender === null || !parts.allowList.admits(sender)) return recorded([], null)
    if (update.kind === 'callback_query')
      return { work: { kind: 'remote', request: callbackRequest(update.callback) }, about: [], event_at: null }
    const { message, content } = update
    const edited = update.kind === 'edited_message'
    const about = [keyOf(message)]
    const event_at = (edited ? editedAt : sentAt)(message, delivery.received_at)
    const request = edited ? null : remoteRequestOf(message, parts.asked)
    if (request !== null) return { work: { kind: 'remote', request }, about, event_at }
    const words = wordsOf(message, attachmentsOf(message))
    if (words === null) return recorded(about, event_at)
    const said = { message, content, words, task_id: telegramTaskId(message.chat_id, message.message_id) }
    const intent = edited ? editIntent(said, delivery) : messageIntent(said, delivery)
    return { work: { kind: 'tasks', intents: [intent] }, about, event_at }
  }
}

type Said = Parameters<typeof messagePackage>[0] & Pick<TaskIntent, 'task_id'>

function messageIntent(said: Said, delivery: MappedDelivery): TaskIntent {
  const { task_id, message, words } = said
  return {
    task_id,
    evidence: [messagePackage(said)],
    upsert: (current, evidence) => taskAfterMessage(current, message, words, delivery, evidence),
    // Edits that came before it.
    seek: () => [keyOf(message)],
  }
}

function editIntent(said: Said, { delivery_id, received_at }: MappedDelivery): TaskIntent {
  const { task_id, message, words } = said
  const edit = { amended_at: editedAt(message, received_at), text: words, delivery_id }
  return {
    task_id,
    evidence: [editPackage(said, edit)],
    upsert: (current, evidence) => taskAfterEdit(current, message, edit, received_at, evidence),
    // A later edit that said nothing new, because this one was not known, may say something now.
    seek: (task) => (listsAmendment(task, delivery_id) ? [keyOf(message)] : []),
  }
}

function keyOf({ chat_id, message_id }: TelegramMessage): string {
  return `telegram:${chat_id}:${message_id}`
}

function recorded(about: readonly string[], event_at: string | null): Mapping {
  return { work: { kind: 'recorded' }, about, event_at }
}
