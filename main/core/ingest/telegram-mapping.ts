import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { Task } from '../../../contract/task.ts'
import type { RemoteRequest, RemoteSender } from './remote-request.ts'
import type { MappedDelivery, Mapper, Mapping, TaskIntent } from './task-mapping.ts'
import { attachmentsOf } from './telegram-attachments.ts'
import { messagePackage } from './telegram-evidence.ts'
import type { AllowList } from './telegram-senders.ts'
import { amendedTask, instantOf, newTelegramTask, telegramKey, telegramTaskId, wordsOf } from './telegram-task.ts'
import { type TelegramCallback, type TelegramMessage, telegramUpdate } from './telegram-update.ts'

/** `/word` or `/word@SomeBot` at the beginning (https://core.telegram.org/bots/features#commands). */
const COMMAND = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i

const RECORDED: Mapping = { work: { kind: 'recorded' }, about: [], event_at: null }

/**
 * An update is a new request, an amendment of one, or asks for something at once: a command, a pressed button, the answer to a question
 * of ours (`asked`). Senders outside the allow-list do not come this far; whoever is not admitted here does nothing.
 */
export function mapTelegram(parts: {
  readonly allowList: Pick<AllowList, 'admits'>
  readonly asked: (chat_id: number, to_message_id: number) => boolean
}): Mapper {
  function mapMessage(message: TelegramMessage, delivery: MappedDelivery): Mapping {
    const sender = senderOfMessage(message)
    if (sender === null || !parts.allowList.admits({ ...sender, is_bot: message.from?.is_bot === true }))
      return RECORDED
    const { message_id } = message
    const text = message.text ?? ''
    const command = COMMAND.exec(text)
    if (command?.[1] !== undefined)
      return remote({
        ...sender,
        kind: 'command',
        command: command[1].toLowerCase(),
        argument: (command[2] ?? '').trim(),
        message_id,
      })
    const answered = message.reply_to_message?.message_id
    if (answered !== undefined && parts.asked(sender.chat_id, answered))
      return remote({ ...sender, kind: 'reply', message_id, to_message_id: answered, text })
    const words = wordsOf(message)
    return words === null ? RECORDED : requested(message, words, delivery)
  }

  return (delivery) => {
    const update = telegramUpdate(delivery.payload)
    if (update === null || update.kind === 'other') return RECORDED
    if (update.kind === 'message') return mapMessage(update.message, delivery)
    if (update.kind === 'callback_query') return mapCallback(update.callback, parts.allowList)
    const sender = senderOfMessage(update.message)
    const admitted =
      sender !== null && parts.allowList.admits({ ...sender, is_bot: update.message.from?.is_bot === true })
    return admitted ? amended(update.message, delivery) : RECORDED
  }
}

const remote = (request: RemoteRequest): Mapping => ({ work: { kind: 'remote', request }, about: [], event_at: null })

function senderOfMessage({ chat, from }: TelegramMessage): RemoteSender | null {
  if (from === null || from === undefined) return null
  return { chat_id: chat.id, user_id: from.id, name: from.first_name?.slice(0, 100) ?? '' }
}

function mapCallback({ id, from, message, data }: TelegramCallback, allowList: Pick<AllowList, 'admits'>): Mapping {
  const chat_id = message?.chat.id ?? from.id
  const sender = { chat_id, user_id: from.id, name: from.first_name?.slice(0, 100) ?? '' }
  if (!allowList.admits({ ...sender, is_bot: from.is_bot === true })) return RECORDED
  return remote({
    ...{ ...sender, kind: 'callback', callback_id: id },
    ...{ message_id: message?.message_id ?? 0, data: data ?? '' },
  })
}

/** The message as Telegram sent it, with all that we do not read. */
function originalOf(payload: unknown): unknown {
  const update = payload as { message?: unknown; edited_message?: unknown }
  return update.message ?? update.edited_message
}

/** (chat_id, message_id) makes one task. */
function requested(message: TelegramMessage, words: string, delivery: MappedDelivery): Mapping {
  const task_id = telegramTaskId(message)
  const key = telegramKey(message)
  const intent: TaskIntent = {
    task_id,
    evidence: [messagePackage(message, words, originalOf(delivery.payload), delivery.received_at)],
    upsert: (current, evidence) =>
      current === null
        ? { change: 'task_created', task: withEvidence(newTelegramTask(message, words, delivery), evidence) }
        : { duplicate: true },
    seek: () => [key],
  }
  return tasks(intent, key, instantOf(message.date, delivery.received_at))
}

/** An edit of a message whose task is not here yet waits for it. */
function amended(message: TelegramMessage, delivery: MappedDelivery): Mapping {
  const words = wordsOf(message)
  if (words === null) return RECORDED
  const key = telegramKey(message)
  const amended_at = instantOf(message.edit_date ?? message.date, delivery.received_at)
  const amendment = { amended_at, text: words, delivery_id: delivery.delivery_id }
  const intent: TaskIntent = {
    task_id: telegramTaskId(message),
    evidence: [messagePackage(message, words, originalOf(delivery.payload), delivery.received_at)],
    upsert: (current, evidence) => {
      const task =
        current === null ? null : amendedTask(current, amendment, attachmentsOf(message), delivery.received_at)
      return task === null ? null : { change: 'task_amended', task: withEvidence(task, evidence) }
    },
    seek: () => [key],
  }
  return tasks(intent, key, amended_at)
}

const tasks = (intent: TaskIntent, key: string, event_at: string): Mapping => ({
  work: { kind: 'tasks', intents: [intent] },
  about: [key],
  event_at,
})

/** By name, so that the order in which packages were added does not show. */
function withEvidence(task: Task, added: readonly EvidenceRef[]): Task {
  const names = new Set(added.map((ref) => ref.package_id))
  const evidence = [...task.evidence.filter((ref) => !names.has(ref.package_id)), ...added]
  return { ...task, evidence: evidence.sort((a, b) => (a.package_id < b.package_id ? -1 : 1)) }
}
