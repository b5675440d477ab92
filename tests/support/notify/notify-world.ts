import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Sha256 } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import { createChatPost } from '../../../main/adapters/notify/chat-post.ts'
import { excerptOf } from '../../../main/core/notices/excerpt.ts'
import type { Messenger, OutgoingFile, OutgoingMessage } from '../../../main/core/remote/messenger.ts'
import type { DeliveryEntry } from '../../../main/core/tools/notify/delivery-record.ts'
import type { NoticeOutcome } from '../../../main/core/tools/notify/desktop-way.ts'
import { createNotifySend } from '../../../main/core/tools/notify/notify-send.ts'
import { NotifySettings } from '../../../main/core/tools/notify/notify-settings.ts'
import type { PostOutcome, WebhookPost } from '../../../main/core/tools/notify/webhook-way.ts'
import { type FoundArtifact, type ToolContext, ToolError } from '../../../main/core/tools/tool.ts'
import { createManualTimers } from '../manual-timers.ts'

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const START = Date.parse('2026-01-31T09:30:00.000Z')
const URL_OF_BUILD = 'https://hooks.example.org/build'

type Sent = Pick<OutgoingMessage, 'chat_id' | 'text'> | OutgoingFile

/**
 * The tool with a journal in memory, time that passes only when the test says so, and outsides that answer what they are told, in order.
 * `outsides` throw when they are called more often than that.
 */
export function createNotifyWorld(given: {
  settings?: object
  secret?: string | null
  chats?: readonly number[]
  journal?: readonly DeliveryEntry[] | null
  webhook?: (PostOutcome | 'hang')[]
  telegram?: (number | Error)[]
  desktop?: NoticeOutcome[] | string
}) {
  const timers = createManualTimers(START)
  const { clock } = timers
  const journal = [...(given.journal ?? [])]
  const posts: WebhookPost[] = []
  const sent: Sent[] = []
  const shown: { title: string; body: string }[] = []
  const words: string[] = []
  const files = new Map<string, FoundArtifact>()
  const end = new AbortController()
  let broken: Error | null = null
  let told = 0

  const next = <T>(answers: T[] | undefined): T => {
    const answer = answers?.shift()
    if (answer === undefined) throw new Error('nobody expected this call')
    return answer
  }
  async function send(what: Sent): Promise<{ message_id: number }> {
    sent.push(what)
    const answer = next(given.telegram)
    if (answer instanceof Error) throw answer
    return { message_id: answer }
  }
  const messenger: Pick<Messenger, 'sendOnce' | 'sendFile'> = { sendOnce: send, sendFile: send }

  const tool = createNotifySend({
    ...{ clock, timers, ids: { hex: (bytes) => '8'.repeat(bytes * 2) } },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: () =>
      NotifySettings.parse({ webhooks: [{ name: 'build', url: URL_OF_BUILD }], ...(given.settings ?? {}) }),
    secret: async () => (given.secret === undefined ? SECRET : given.secret),
    post: async (post, signal) => {
      posts.push(post)
      const answer = next(given.webhook)
      if (answer !== 'hang') return answer
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ how: 'broken', reason: 'no answer in time' })),
      )
    },
    chat: given.telegram === undefined ? null : createChatPost(messenger),
    excerptOf,
    telegramChats: given.chats ?? [7],
    readFile,
    desktop: {
      missing: () => (typeof given.desktop === 'string' ? given.desktop : null),
      show: async (notice) => {
        shown.push(notice)
        return next(typeof given.desktop === 'string' ? [] : given.desktop)
      },
    },
    journalIn: () => ({
      read: async () => (given.journal === null ? null : [...journal]),
      write: async (entry) => {
        if (broken !== null) throw broken
        journal.push(entry)
      },
    }),
    statusChanged: () => {
      told += 1
    },
  })

  const context: ToolContext = {
    ...{ call_id: 'call-0123456789abcdef', correlation_id: 'c1', signal: end.signal },
    task: { task_id: 't1', correlation_id: 'c1' } as Task,
    workFolder: async () => '/nowhere',
    copyOf: () => Promise.reject(new Error('it takes no copy')),
    artifact: async (sha256) => {
      const found = files.get(sha256)
      if (found === undefined) throw new ToolError('artifact_not_found', 'none', 'none')
      return found
    },
    progress: (_fraction, said) => void words.push(said),
  }

  return {
    ...{ tool, context, timers, clock, journal, posts, sent, shown, words, end },
    statusChanges: () => told,
    breakDisk: (error: Error) => {
      broken = error
    },
    /** Makes a file evidence of the task, as `recorded` says it to be. */
    addFile: (file: string, bytes: Uint8Array, recorded: { media_type: string; bytes?: number }): Sha256 => {
      const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256
      const facts = { captured_at: '2026-01-31T09:30:00.000Z', source: 'test', link: null }
      const artifact = { ...facts, path: 'picture.png', sha256, bytes: bytes.length, ...recorded }
      files.set(sha256, { artifact, package_id: 'p1', file })
      return sha256
    },
  }
}
