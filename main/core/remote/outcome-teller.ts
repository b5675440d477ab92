import * as z from 'zod'
import type { Attachment, Task } from '../../../contract/task.ts'
import { SYSTEM } from '../kernel/call.ts'
import { CARD_LINES } from './card-lines.ts'
import { createChatLimiter } from './chat-limiter.ts'
import { oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import type { Outbox } from './outbox.ts'
import { chatOfRequester } from './requester.ts'

/** Tells whoever asked for a task in Telegram what was decided, at least once: `telegram_outcome_shown` is written behind it. */
export interface OutcomeTeller {
  /** Does nothing when nothing is decided, or nobody is to be told. Never throws. */
  tell(task: Task): void
  /** A file that came with the request was not kept. Not more than a few of them are told of in a chat. Never throws. */
  tellNotKept(task: Task, kind: Attachment['kind'], reason: string): void
  /** After a start: decisions since then that nobody was told of. Throws AppError `audit_unavailable`. */
  tellMissed(sinceMs: number): void
}

/** Of the reason that the requester is told; the log and the console have all of it. */
const REASON_LENGTH = 1000
const MOST_DECISIONS = 1000
const MOST_FILES = 5
const REFILL_MS = 60_000

const Told = CARD_LINES.telegram_outcome_shown.extend({ decided_at: z.string() })

export function createOutcomeTeller(
  parts: Pick<DeskParts, 'store' | 'log' | 'audit' | 'clock' | 'logger' | 'operators' | 'mayHear'> & {
    readonly outbox: Outbox
  },
): OutcomeTeller {
  const { store, log, audit, outbox } = parts
  const fileLimiter = createChatLimiter({ clock: parts.clock, burst: MOST_FILES, refillMs: REFILL_MS })

  function requesterOf(task: Task): number | null {
    try {
      return chatOfRequester(audit, task, parts)
    } catch (err) {
      parts.logger.error({ err, task_id: task.task_id }, 'it could not be found out who is told of a decision')
      return null
    }
  }

  function tell(task: Task): void {
    const { message_id: reply_to, task_id, correlation_id, verdict } = task
    const chat_id = verdict === null ? null : requesterOf(task)
    if (chat_id === null || verdict === null) return
    const { decision, decided_at, comment } = verdict
    const reason = comment === null ? '.' : `: ${oneLine(comment, REASON_LENGTH)}`
    const text = `Task ${task_id} was ${decision === 'approve' ? 'approved.' : `rejected${reason}`}`
    outbox.put({
      ...{ chat_id, key: `outcome ${task_id} ${decided_at}`, task_id, correlation_id, lost: () => undefined },
      send: async (to) => {
        await to.send({ chat_id, text, buttons: [], reply_to, force_reply: false })
        await log.record({
          ...{ type: 'telegram_outcome_shown', actor: SYSTEM, correlation_id, task_id, route: null, status: null },
          data: { card_id: null, chat_id, decided_at },
        })
      },
    })
  }

  function tellNotKept(task: Task, kind: Attachment['kind'], reason: string): void {
    const chat_id = requesterOf(task)
    const allowed = chat_id === null ? 'silent' : fileLimiter.take(chat_id)
    if (chat_id === null || allowed === 'silent') return
    const { task_id, correlation_id, message_id: reply_to } = task
    const what = `A ${kind} of task ${task_id} was not kept: ${oneLine(reason, REASON_LENGTH)}`
    const text = allowed === 'free' ? what : 'More files were not kept; the next ones are not told of for a minute.'
    outbox.put({
      ...{ chat_id, key: null, task_id, correlation_id, lost: () => undefined },
      send: async (to) => {
        await to.send({ chat_id, text, buttons: [], reply_to, force_reply: false })
      },
    })
  }

  return {
    tell,
    tellNotKept,
    tellMissed: (sinceMs) => {
      const latest = { task_id: null, since_ts: null, since_seq: null, limit: MOST_DECISIONS }
      const since = new Date(sinceMs).toISOString()
      const told = new Set(
        audit.query({ ...latest, type: 'telegram_outcome_shown' }).flatMap(({ task_id, data }) => {
          const shown = Told.safeParse(data).data
          return shown === undefined ? [] : [`${task_id} ${shown.decided_at}`]
        }),
      )
      const decided = (['task_approved', 'task_rejected'] as const).flatMap((type) => audit.query({ ...latest, type }))
      const ids = new Set(decided.filter(({ ts }) => ts >= since).map(({ task_id }) => task_id ?? ''))
      for (const id of ids) {
        const task = store.index.get(id)?.task ?? null
        if (task?.verdict && !told.has(`${id} ${task.verdict.decided_at}`)) tell(task)
      }
    },
  }
}
