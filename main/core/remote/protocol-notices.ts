import type { AuditEventType } from '../../../contract/audit-event.ts'
import { cutText, MESSAGE_LENGTH, oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { createLimitedTelling } from './limited-telling.ts'
import { linesSince } from './lines-since.ts'
import type { Outbox } from './outbox.ts'

/** Tells operators of agents that nobody hears of or that failed, and of tasks that are locked. */
export interface ProtocolNotices {
  /** From now on; and what the start of this process found overdue. Throws AppError `audit_unavailable`. */
  start(sinceMs: number): void
  close(): void
}

/** What happened, as the end of a sentence, and what can be done. None of these says anything about the work itself. */
const WORDS = {
  ack_timeout: ['no echo of the dispatch came in time; the round is over', 'again'],
  heartbeat_warning: ['nothing was heard of the executor for too long; the round goes on', 'wait'],
  result_timeout: ['no result came in time; the round is over', 'again'],
  reviewer_timeout: ['no verdict came in time; the round is over', 'again'],
  agent_failed: ['the agent was over before it had said its word; so is the round', 'again'],
  agent_lost: ['the agent was lost when the console died; the round is over', 'again'],
  console_stopped: ['the console was stopped while the agent worked; the round is over', 'again'],
  task_locked: ['too many rounds came to nothing; the task is locked', 'locked'],
  protocol_refused: ['the console could not give it out again by itself', 'again'],
} as const
type Cause = keyof typeof WORDS

/** Lines of the log that tell of one. `protocol_refused` is of others too, and is told of as it happens alone. */
const LINES = [
  ...(['ack_timeout', 'heartbeat_warning', 'result_timeout', 'reviewer_timeout', 'round_ended'] as const),
  'task_locked',
] as const satisfies readonly AuditEventType[]

/** What a step is told as; undefined: it is not, for nothing went wrong or a person did it. */
function causeOf(step: AuditEventType, reason: unknown): Cause | undefined {
  const name = step === 'round_ended' ? reason : step
  return (Object.keys(WORDS) as Cause[]).find((cause) => cause === name)
}

export function createProtocolNotices(
  parts: Pick<DeskParts, 'clock' | 'ids' | 'timers' | 'operators' | 'hub' | 'audit' | 'store'> & {
    readonly outbox: Outbox
  },
): ProtocolNotices {
  const telling = createLimitedTelling(
    parts,
    (count) =>
      `${count} more ${count === 1 ? 'agent is' : 'agents are'} overdue, failed or locked out: see the console.`,
  )
  let unobserve: () => void = () => undefined

  function tell(cause: Cause, about: { task_id: string; correlation_id: string; round: number }): void {
    if (parts.operators.length === 0 || !telling.mayTell()) return
    telling.tellAll(wordsOf(cause, about.task_id, about.round), about)
  }

  function wordsOf(cause: Cause, taskId: string, round: number): string {
    const [what, then] = WORDS[cause]
    const task = parts.store.index.get(taskId)?.task ?? null
    const todo = {
      again: `/dispatch ${taskId} gives it out again.`,
      wait: 'It can be withdrawn, and its agent stopped, at the console.',
      locked: 'It is opened again at the console, with a reason.',
    }
    const title = task === null ? [] : [`Title: ${oneLine(task.title, 200)}`]
    return cutText([`Task ${taskId}, round ${round}: ${what}.`, ...title, todo[then]].join('\n'), MESSAGE_LENGTH)
  }

  return {
    start: (sinceMs) => {
      const starts = linesSince(parts.audit, 'service_started', sinceMs)
      const [before, started] = [starts.at(-2)?.seq ?? 0, starts.at(-1)?.seq ?? Number.POSITIVE_INFINITY]
      const found = LINES.flatMap((type) => linesSince(parts.audit, type, sinceMs))
      for (const { type, seq, task_id, correlation_id, data } of found.sort((a, b) => a.seq - b.seq)) {
        const cause = causeOf(type, data['reason'])
        // The console before this one could not wait until anybody was told that it stopped.
        const since = cause === 'console_stopped' ? before : started
        if (cause === undefined || seq < since || task_id === null) continue
        const round = Number(data['round'] ?? data['after_round'])
        if (Number.isSafeInteger(round)) tell(cause, { task_id, correlation_id, round })
      }
      unobserve = parts.hub.observe((name, payload) => {
        if (name !== 'protocol_changed' || !('step' in payload)) return
        const cause = causeOf(payload.step, payload.reason)
        if (cause !== undefined && cause !== 'console_stopped') tell(cause, payload)
      })
    },
    close: () => {
      unobserve()
      telling.close()
    },
  }
}
