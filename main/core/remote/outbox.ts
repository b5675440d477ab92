import type { EventDraft } from '../audit/event-log.ts'
import { boundedWait } from '../kernel/bounded-wait.ts'
import { SYSTEM } from '../kernel/call.ts'
import { oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { type Messenger, MessengerError } from './messenger.ts'

/** Something to say in a chat. */
export interface Post {
  readonly chat_id: number
  /** While one with the same key waits, another is not taken: what is sent is made at the moment of sending. Null: always taken. */
  readonly key: string | null
  readonly task_id: string | null
  readonly correlation_id: string
  /** Calls the messenger once at most, and lets its MessengerError through. May be called again when it was not reached. */
  send(messenger: Messenger): Promise<void>
  /** It will not be sent: refused, or crowded out. Must not throw. */
  lost(): void
}

/** What is said to people: in order within a chat, as fast as Telegram allows, and nobody waits for it. */
export interface Outbox {
  put(post: Post): void
  /** Resolves when what is on its way has ended, or after 0.4 seconds. What still waits is not sent. */
  close(): Promise<void>
}

/** "Avoid sending more than one message per second" in a chat; "more than 20 messages per minute to the same group"; 30 a second overall (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). */
const CHAT_GAP_MS = 1000
const GROUP_GAP_MS = 3000
const OVERALL_GAP_MS = 40
const MOST_WAITING = 500
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000
const CLOSE_MS = 400

interface Chat {
  ready_ms: number
  busy: boolean
  /** Attempts in a row that did not reach the messenger. */
  failures: number
  /** Posts that were crowded out and not told of yet. */
  left_out: number
}

export function createOutbox(
  parts: Pick<DeskParts, 'messenger' | 'log' | 'clock' | 'ids' | 'timers' | 'logger'>,
): Outbox {
  const { messenger, clock, logger } = parts
  const waiting: Post[] = []
  const chats = new Map<number, Chat>()
  const onTheirWay = new Set<Promise<void>>()
  let overallReady = 0
  let cancelWake: () => void = () => undefined
  let closed = false

  function chatOf(chatId: number): Chat {
    const chat = chats.get(chatId) ?? { ready_ms: 0, busy: false, failures: 0, left_out: 0 }
    chats.set(chatId, chat)
    return chat
  }

  async function recordFailure(post: Pick<Post, 'chat_id' | 'task_id' | 'correlation_id'>, data: EventDraft['data']) {
    const { task_id, correlation_id, chat_id } = post
    await parts.log
      .record({
        ...{ type: 'telegram_send_failed', actor: SYSTEM, correlation_id, task_id, route: null, status: null },
        data: { chat_id, ...data },
      })
      .catch((err) => logger.error({ err, chat_id }, 'the line of a message that was not sent could not be written'))
  }

  const unsent = (chatId: number): Pick<Post, 'chat_id' | 'task_id' | 'correlation_id'> => ({
    ...{ chat_id: chatId, task_id: null, correlation_id: `outbox-${parts.ids.hex(6)}` },
  })

  /** Goes in front of what is left in a chat that lost something. */
  function leftOutNotice(chatId: number, chat: Chat): Post {
    const count = chat.left_out
    chat.left_out = 0
    const text = `${count} older ${count === 1 ? 'message was' : 'messages were'} left out here. /tasks shows what is open.`
    return {
      ...unsent(chatId),
      key: null,
      send: async (to) => {
        await to.send({ chat_id: chatId, text, buttons: [], reply_to: null, force_reply: false })
        await recordFailure(unsent(chatId), { reason: 'crowded_out', count })
      },
      lost: () => {
        chat.left_out += count
      },
    }
  }

  /** Sends whatever may go now, and comes back when the next may. */
  function pump(): void {
    cancelWake()
    if (closed) return
    const now = clock.now()
    const looked = new Set<number>()
    let wakeAt = Number.POSITIVE_INFINITY
    for (const post of [...waiting]) {
      if (looked.has(post.chat_id)) continue
      looked.add(post.chat_id)
      const chat = chatOf(post.chat_id)
      if (chat.busy) continue
      const at = Math.max(chat.ready_ms, overallReady)
      if (at > now) wakeAt = Math.min(wakeAt, at)
      else if (chat.left_out > 0) start(leftOutNotice(post.chat_id, chat), chat)
      else start(waiting.splice(waiting.indexOf(post), 1)[0] as Post, chat)
    }
    if (wakeAt < Number.POSITIVE_INFINITY) cancelWake = parts.timers.after(wakeAt - now, pump)
  }

  function start(post: Post, chat: Chat): void {
    const now = clock.now()
    chat.busy = true
    chat.ready_ms = now + (post.chat_id < 0 ? GROUP_GAP_MS : CHAT_GAP_MS)
    overallReady = now + OVERALL_GAP_MS
    const sending = attempt(post, chat).finally(() => {
      onTheirWay.delete(sending)
      chat.busy = false
      pump()
    })
    onTheirWay.add(sending)
  }

  async function attempt(post: Post, chat: Chat): Promise<void> {
    try {
      await post.send(messenger)
      chat.failures = 0
    } catch (err) {
      if (err instanceof MessengerError && err.kind === 'unreachable') {
        chat.failures += 1
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (chat.failures - 1))
        chat.ready_ms = Math.max(chat.ready_ms, clock.now() + pause)
        waiting.unshift(post)
        return
      }
      chat.failures = 0
      post.lost()
      if (err instanceof MessengerError)
        await recordFailure(post, { reason: 'refused', detail: oneLine(err.message, 200) })
      else logger.error({ err, chat_id: post.chat_id }, 'a message to Telegram could not be made or recorded')
    }
  }

  /** Takes the oldest out of the chat in which most waits: whoever makes us talk a lot silences nobody else. */
  function crowdOut(): Post | undefined {
    const counts = new Map<number, number>()
    for (const { chat_id } of waiting) counts.set(chat_id, (counts.get(chat_id) ?? 0) + 1)
    const most = Math.max(...counts.values())
    const at = waiting.findIndex(({ chat_id }) => counts.get(chat_id) === most)
    return waiting.splice(at, 1)[0]
  }

  return {
    put: (post) => {
      if (closed || (post.key !== null && waiting.some(({ key }) => key === post.key))) return
      waiting.push(post)
      const oldest = waiting.length > MOST_WAITING ? crowdOut() : undefined
      if (oldest !== undefined) {
        chatOf(oldest.chat_id).left_out += 1
        oldest.lost()
      }
      pump()
    },
    close: async () => {
      closed = true
      cancelWake()
      await boundedWait(parts.timers, CLOSE_MS, onTheirWay)
      for (const [chatId, chat] of chats) {
        const count = chat.left_out + waiting.filter((post) => post.chat_id === chatId).length
        if (count > 0) await recordFailure(unsent(chatId), { reason: 'stopped', count })
      }
      waiting.length = 0
    },
  }
}
