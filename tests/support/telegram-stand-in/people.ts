import type { BotFiles } from './bot-files.ts'
import type { Update, UpdateQueue } from './update-queue.ts'

export interface Person {
  readonly id: number
  readonly first_name: string
  readonly is_bot?: boolean
}

export interface Chat {
  readonly id: number
  readonly type: 'private' | 'group' | 'supergroup'
}

type Content = Readonly<Record<string, unknown>>

/** A message as the Bot API shows it (https://core.telegram.org/bots/api#message). */
export type Message = { readonly message_id: number; readonly chat: Chat } & Content

/** What people do in their clients; each action is one update for the bot. Dates are in seconds. */
export function createPeople(queue: UpdateQueue, files: BotFiles) {
  const lastMessage = new Map<number, number>()
  let queries = 0

  function nextMessageId(chat: number): number {
    const id = (lastMessage.get(chat) ?? 0) + 1
    lastMessage.set(chat, id)
    return id
  }

  const now = (): number => Math.floor(Date.now() / 1000)
  const privateChat = (person: Person): Chat => ({ id: person.id, type: 'private' })
  const from = (person: Person) => ({ is_bot: false, ...person })

  function write(person: Person, content: Content, chat: Chat = privateChat(person)): Update & { message: Message } {
    const message = { message_id: nextMessageId(chat.id), from: from(person), chat, date: now(), ...content }
    return queue.push({ message }) as Update & { message: Message }
  }

  return {
    nextMessageId,
    says: (person: Person, text: string, chat?: Chat) => write(person, { text }, chat),
    replies: (person: Person, text: string, to: { readonly message_id: number; readonly chat: Chat }) =>
      write(person, { text, reply_to_message: to }, to.chat),
    edits: (message: Message, text: string): Update =>
      queue.push({ edited_message: { ...message, text, edit_date: now() + 1 } }),
    /** Puts a file in the place of whatever the message showed (https://core.telegram.org/bots/api#inputmedia). */
    editsIntoDocument: (message: Message, bytes: Uint8Array, file_name: string, caption: string): Update => {
      const { text: _text, photo: _photo, ...rest } = message
      const document = { ...files.add(bytes, 'documents'), file_name, mime_type: 'application/pdf' }
      return queue.push({ edited_message: { ...rest, document, caption, edit_date: now() + 1 } })
    },
    sendsPhoto: (person: Person, bytes: Uint8Array, caption?: string) => {
      const small = { ...files.add(bytes.subarray(0, 20), 'photos'), width: 90, height: 60 }
      const large = { ...files.add(bytes, 'photos'), width: 1280, height: 853 }
      return write(person, { photo: [small, large], ...(caption === undefined ? {} : { caption }) })
    },
    sendsDocument: (person: Person, bytes: Uint8Array, file_name: string, mime_type: string) =>
      write(person, { document: { ...files.add(bytes, 'documents'), file_name, mime_type } }),
    sendsVoice: (person: Person, bytes: Uint8Array) =>
      write(person, { voice: { ...files.add(bytes, 'voice'), duration: 3, mime_type: 'audio/ogg' } }),
    presses: (person: Person, message: Message, data: string): Update =>
      queue.push({
        callback_query: { id: `query-${++queries}`, from: from(person), message, chat_instance: '1', data },
      }),
  }
}
