import { Inbox, type InboxItem } from '../../contract/inbox.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { repeatQuestion } from './repeated-question.ts'

/** What waits for a person, as far as is known. */
export interface Waiting {
  /** What is known to wait; there may be more when not everything could be asked. */
  readonly count: number
  /** False: nobody knows whether that is all. Never to be shown as nothing. */
  readonly reachable: boolean
  /** The five that wait longest, oldest first. */
  readonly oldest: readonly WaitingItem[]
}

export interface WaitingItem {
  readonly page: 'task' | 'approval'
  readonly id: string
  /** As its author wrote it: not to be trusted. */
  readonly title: string
}

export interface WaitingCount {
  current(): Waiting
  /** Told of every change. Returns the function that ends it. */
  watch(onChange: (waiting: Waiting) => void): () => void
  /** Asks anew, soon: many wishes become one question. */
  refresh(): void
  close(): void
}

const UNKNOWN: Waiting = { count: 0, reachable: false, oldest: [] }
const SHOWN = 5

/** After something happened, so that a burst of events is one question; in milliseconds. */
const SOON_MS = 250
/** Without any event, in milliseconds: a folder can go away without one. Every question leaves a line in the audit log, so they are few. */
const AGAIN_MS = 600_000
/** While not everything could be asked: nothing tells when it can be again. */
const UNREACHABLE_AGAIN_MS = 60_000

/** Events after which something else may wait. */
const CHANGES_WHAT_WAITS = /^(task_|approval_|ssot_external_change$|chain_changed$|resync$)/

/** The one place that knows what waits: tray, title and badge show this. Asks `readInbox` at once and after every event. */
export function createWaitingCount(parts: {
  readonly readInbox: () => Promise<Response>
  readonly hub: Pick<EventHub, 'observe'>
  readonly timers: Timers
  readonly logger: Logger
}): WaitingCount {
  const { timers, logger } = parts
  const watchers = new Set<(waiting: Waiting) => void>()
  let waiting = UNKNOWN
  let closed = false

  function become(next: Waiting): void {
    if (closed || JSON.stringify(next) === JSON.stringify(waiting)) return
    waiting = next
    for (const watcher of watchers) watcher(next)
  }

  async function ask(): Promise<number> {
    try {
      become(await read(parts.readInbox))
    } catch (error) {
      logger.warn({ err: error }, 'what waits for a decision could not be asked')
      become({ ...waiting, reachable: false })
    }
    return waiting.reachable ? AGAIN_MS : UNREACHABLE_AGAIN_MS
  }

  const question = repeatQuestion({ ask, soonMs: SOON_MS, timers })
  const unobserve = parts.hub.observe((name) => {
    if (CHANGES_WHAT_WAITS.test(name)) question.soon()
  })

  return {
    current: () => waiting,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => {
        watchers.delete(onChange)
      }
    },
    refresh: question.soon,
    close: () => {
      closed = true
      unobserve()
      question.close()
    },
  }
}

async function read(readInbox: () => Promise<Response>): Promise<Waiting> {
  const response = await readInbox()
  if (!response.ok) throw new Error(`the inbox answered ${response.status}`)
  const { items, more, parts } = Inbox.parse(await response.json())
  const byAge = [...items].sort((a, b) => Date.parse(a.waiting_since) - Date.parse(b.waiting_since))
  return {
    count: items.length + more,
    reachable: parts.every(({ state }) => state === 'ok'),
    oldest: byAge.slice(0, SHOWN).map(shown),
  }
}

function shown(item: InboxItem): WaitingItem {
  return item.kind === 'approval'
    ? { page: 'approval', id: item.approval.approval_id, title: item.approval.what }
    : { page: 'task', id: item.task.task_id, title: item.task.title }
}

/** In words, for a tooltip or a line of a menu. */
export function waitingWords({ count, reachable }: Waiting): string {
  if (!reachable)
    return count === 0 ? 'What waits for you is not known' : `${count} or more wait for you: not all could be asked`
  if (count === 0) return 'Nothing waits for you'
  return count === 1 ? '1 waits for you' : `${count} wait for you`
}

/** Beside an icon: empty when nothing waits, a question mark when nobody knows. */
export function waitingMark({ count, reachable }: Waiting): string {
  if (!reachable) return '?'
  return count === 0 ? '' : String(count)
}
