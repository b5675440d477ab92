import type { AuditEventType } from '../../../contract/audit-event.ts'
import { cutText, MESSAGE_LENGTH, oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { createLimitedTelling } from './limited-telling.ts'
import { linesSince } from './lines-since.ts'
import type { Outbox } from './outbox.ts'

/** Tells operators of agents that nobody hears of, and of tasks that are locked. */
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
  task_locked: ['too many rounds came to nothing; the task is locked', 'locked'],
} as const satisfies Partial<Record<AuditEventType, readonly [string, string]>>
type Step = keyof typeof WORDS

const STEPS = Object.keys(WORDS) as Step[]
const stepOf = (type: AuditEventType): Step | undefined => STEPS.find((step) => step === type)

export function createProtocolNotices(
  parts: Pick<DeskParts, 'clock' | 'ids' | 'timers' | 'operators' | 'hub' | 'audit' | 'store'> & {
    readonly outbox: Outbox
  },
): ProtocolNotices {
  const telling = createLimitedTelling(
    parts,
    (count) => `${count} more ${count === 1 ? 'agent is' : 'agents are'} overdue, or locked out: see the console.`,
  )
  let unobserve: () => void = () => undefined

  function tell(step: Step, about: { task_id: string; correlation_id: string; round: number }): void {
    if (parts.operators.length === 0 || !telling.mayTell()) return
    telling.tellAll(wordsOf(step, about.task_id, about.round), about)
  }

  function wordsOf(step: Step, taskId: string, round: number): string {
    const [what, then] = WORDS[step]
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
      const started = linesSince(parts.audit, 'service_started', sinceMs).at(-1)
      const overdue = STEPS.flatMap((step) => linesSince(parts.audit, step, sinceMs).map((line) => ({ step, line })))
      for (const { step, line } of overdue.sort((a, b) => a.line.seq - b.line.seq)) {
        const { seq, task_id, correlation_id, data } = line
        if (started === undefined || seq < started.seq || task_id === null) continue
        const round = Number(data['round'] ?? data['after_round'])
        if (Number.isSafeInteger(round)) tell(step, { task_id, correlation_id, round })
      }
      unobserve = parts.hub.observe((name, payload) => {
        const step = name === 'protocol_changed' && 'step' in payload ? stepOf(payload.step) : undefined
        if (step !== undefined && 'step' in payload) tell(step, payload)
      })
    },
    close: () => {
      unobserve()
      telling.close()
    },
  }
}
