import * as z from 'zod'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { Task } from '../../../contract/task.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import { oneLine, spokenTime } from './cut-text.ts'

/** `data` of the line of a change that took a decision back. */
const Withdrawing = z.object({
  decision_withdrawn: z.object({
    decision: z.enum(['approve', 'reject']),
    decided_by: z.string(),
    decided_at: z.string(),
  }),
})

const CAUSES = {
  task_amended: 'the requester changed the words',
  task_updated: 'the request changed where it comes from',
} as const satisfies Partial<Record<AuditEventType, string>>

/** Changes without a decision in between that are looked through for the one that took it back. */
const MOST_LINES = 200

/**
 * `Approved by X at T; taken back because the requester changed the words.` of a task that waits again, from the log; null when its last
 * decision was not taken back that way. Throws AppError `audit_unavailable`.
 */
export function takenBackWords(audit: Pick<AuditIndex, 'query'>, task: Task): string | null {
  if (task.verdict !== null) return null
  const linesOf = (type: AuditEventType, limit: number): readonly AuditEvent[] =>
    audit.query({ task_id: task.task_id, type, since_ts: null, since_seq: null, limit })
  const lastDecision = Math.max(
    ...(['task_approved', 'task_rejected'] as const).map((type) => linesOf(type, 1).at(-1)?.seq ?? 0),
  )
  const changes = (['task_amended', 'task_updated'] as const).flatMap((type) =>
    linesOf(type, MOST_LINES).map(({ seq, data }) => ({ seq, type, taken: Withdrawing.safeParse(data).data })),
  )
  const last = changes.sort((a, b) => a.seq - b.seq).findLast(({ taken }) => taken !== undefined)
  if (last?.taken === undefined || last.seq < lastDecision) return null
  const { decision, decided_by, decided_at } = last.taken.decision_withdrawn
  const what = decision === 'approve' ? 'Approved' : 'Rejected'
  return `${what} by ${oneLine(decided_by, 100)} at ${spokenTime(decided_at)}; taken back because ${CAUSES[last.type]}.`
}
