import { expect, it } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { Task } from '../../../contract/task.ts'
import type { AuditFilter } from '../../../main/core/audit/audit-index.ts'
import { rejectedTasks } from '../../../main/core/protocol/rejected-tasks.ts'
import { REVIEW_MATERIAL } from '../../support/agents/review-material.ts'
import { dispatchOf } from '../../support/agents/runner-world.ts'

const AT = '2026-01-01T00:00:00.000Z'
const SHA = 'a'.repeat(64)
const dispatch = dispatchOf('d1')
const { dispatch_id } = dispatch

/** A task with one round, and this verdict on it. */
function taskWith(decision: 'approve' | 'reject'): Task {
  const issues =
    decision === 'reject' ? [{ issue_id: 'i1', criterion_ref: 'c1', work_log_ref: 'w1', text: 'not yet' }] : []
  const round = {
    dispatch,
    ack: { dispatch_id, echo_sha256: SHA, acked_at: AT, acked_by: 'x' },
    result: { ...REVIEW_MATERIAL.result, dispatch_id },
    observed: REVIEW_MATERIAL.observed,
    verdict: { dispatch_id, decision, comment: '', issues, issues_sha256: SHA, reviewed_at: AT, reviewed_by: 'judge' },
    ended: null,
  }
  const task = { task_id: 't1', source: 'api', request_text: 'Do it', created_at: AT, correlation_id: 'c1' }
  return Task.parse(JSON.parse(JSON.stringify({ ...task, rounds: [round] })))
}

type Line = readonly [type: string, data?: object]

/** The log has these lines of the task, in this order. */
const inLog = (lines: readonly Line[]) => ({
  query: ({ type, task_id, limit }: AuditFilter): AuditEvent[] =>
    lines
      .map(([name, data = {}], seq) => ({ seq, type: name, task_id: 't1', data }) as unknown as AuditEvent)
      .filter((line) => line.type === type && line.task_id === task_id)
      .slice(-limit),
})
const rejection: Line = ['verdict_received', { dispatch_id, decision: 'reject' }]
const rejected = taskWith('reject')

it('finds what was rejected and is still to be given out again, however often the console started since', () => {
  const starts: Line[] = Array.from({ length: 5 }, () => ['service_started'])
  expect(rejectedTasks([rejected], inLog([['task_dispatched'], rejection, ...starts]))).toEqual(['t1'])
})

it.each([
  ['somebody gave it out since', rejected, [rejection, ['task_dispatched']]],
  ['an admin opened its lock: they say what comes next', rejected, [rejection, ['task_unlocked']]],
  ['the log knows nothing of that rejection', rejected, [['task_dispatched']]],
  ['the log knows of another one', rejected, [['verdict_received', { dispatch_id: 'other', decision: 'reject' }]]],
  ['it was approved', taskWith('approve'), [['verdict_received', { dispatch_id, decision: 'approve' }]]],
] as const)('finds nothing when %s', (_, task, lines) => {
  expect(rejectedTasks([task], inLog(lines as unknown as Line[]))).toEqual([])
})
