import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Happened, noticeOf } from '../../../main/core/notices/notice-of-event.ts'
import { settledItem } from '../../../main/core/notices/settled-item.ts'
import * as its from './happenings.ts'

const told = (event: Happened) => noticeOf(event, its.ANNA)
const BROKEN = { kind: 'edited' as const, file: 'events.jsonl', line: 3, seq: 3, detail: 'it was changed' }
const vote = (by: string) => ({ decision: 'approve' as const, by, door: 'console' as const, at: its.NOW })

describe('a person at the desktop is told of', () => {
  it.each([
    ['a new task', its.task('task_created', 't1'), 'needs_decision', { page: 'task', id: 't1' }],
    [
      'a task file put there',
      its.fileChange('added', its.summary('t2', {})),
      'needs_decision',
      { page: 'task', id: 't2' },
    ],
    [
      'work that is to be reviewed',
      its.task('task_updated', 't1', { status: 'needs_review' }),
      'needs_decision',
      { page: 'task', id: 't1' },
    ],
    [
      'work written by another program',
      its.fileChange('changed', its.summary('t1', { status: 'needs_review' })),
      'needs_decision',
      { page: 'task', id: 't1' },
    ],
    [
      'a call that waits',
      its.approval('approval_requested', 1),
      'needs_decision',
      { page: 'approval', id: its.approvalId(1) },
    ],
    [
      'a call that needs a second person',
      its.approval('approval_endorsed', 1, { needed: 2, votes: [vote('operator:ben')] }),
      'needs_decision',
      { page: 'approval', id: its.approvalId(1) },
    ],
    [
      'a task that somebody else rejected',
      its.task('task_rejected', 't1', { status: 'rejected' }),
      'rejected',
      { page: 'task', id: 't1' },
    ],
    ['a call that failed', its.run('tool_call_failed', 'c1'), 'failed', { page: 'task', id: 't1' }],
    [
      'a call of which nobody knows the outcome',
      its.run('tool_call_unknown', 'c1', { state: 'unknown' }),
      'failed',
      { page: 'task', id: 't1' },
    ],
    [
      'a task that is locked after too many rounds',
      its.task('task_locked', 't1'),
      'needs_decision',
      { page: 'task', id: 't1' },
    ],
    ['an agent that is silent', its.protocol('t1', 'heartbeat_warning'), 'failed', { page: 'task', id: 't1' }],
    ['an echo that is not the same', its.protocol('t1', 'ack_mismatch'), 'failed', { page: 'task', id: 't1' }],
    ['an echo that does not come', its.protocol('t1', 'ack_timeout'), 'failed', { page: 'task', id: 't1' }],
    ['a result that does not come', its.protocol('t1', 'result_timeout'), 'failed', { page: 'task', id: 't1' }],
    ['a verdict that does not come', its.protocol('t1', 'reviewer_timeout'), 'failed', { page: 'task', id: 't1' }],
    ...(['agent_failed', 'agent_lost', 'console_stopped'] as const).map((reason) => {
      const event = its.protocol('t1', 'round_ended', reason)
      return [`a round that ended: ${reason}`, event, 'failed', { page: 'task', id: 't1' }] as const
    }),
    [
      'work that the console could not give out again',
      its.protocol('t1', 'protocol_refused'),
      'failed',
      { page: 'task', id: 't1' },
    ],
    ['a delivery that could not be carried out', its.delivery('d1'), 'failed', { page: 'sources' }],
    ['a log that does not verify', its.chain('broken', BROKEN), 'failed', { page: 'inbox' }],
    ['a publication', its.run('tool_call_done', 'c1', { state: 'done' }), 'publish_done', { page: 'task', id: 't1' }],
    ['a source that is lost', its.source('lost', its.NOW), 'source_lost', { page: 'sources' }],
  ] as const)('%s', (_what, event, kind, target) => {
    expect(told(event)).toMatchObject({ kind, target, ts: its.NOW, count: 1 })
  })

  it.each([
    ['a task made in this window', its.inTheWindow(its.task('task_created', 't1'))],
    ['a task rejected in this window', its.inTheWindow(its.task('task_rejected', 't1', { status: 'rejected' }))],
    [
      'an approval first signed by the same person',
      its.approval('approval_endorsed', 1, { needed: 2, votes: [vote('operator:anna')] }),
    ],
    ['a change of a task that waits as before', its.task('task_updated', 't1')],
    ['a task that was approved', its.task('task_approved', 't1', { status: 'approved' })],
    ['a deleted file', its.fileChange('deleted', null)],
    ['a call that read something', its.run('tool_call_done', 'c1', { state: 'done', side_effect_level: 'read_only' })],
    ['a call that begins', its.run('tool_call_intended', 'c1', { state: 'running' })],
    ['a source that works', its.source('on', its.NOW)],
    ['a log that is being verified', its.chain('verifying')],
    ['a task that is given out', its.task('task_dispatched', 't1')],
    ['work that goes on', its.protocol('t1', 'heartbeat_received')],
    ['a round that was withdrawn', its.protocol('t1', 'round_ended', 'withdrawn')],
    ['an agent that somebody stopped', its.protocol('t1', 'round_ended', 'stopped')],
  ] as const)('but not of %s', (_what, event) => {
    expect(told(event)).toBeNull()
  })

  it('work on a task of this window that waits for a review, when it was done elsewhere', () => {
    expect(
      told(its.task('task_updated', 't1', { status: 'needs_review', correlation_id: its.OWN_CALL })),
    ).not.toBeNull()
  })

  it('what others wrote only in the body, as an excerpt', () => {
    const notice = told(its.task('task_created', 't1', { title: `Pay\u202E now\n${`ghp_${'a1'.repeat(18)}`}` }))
    expect(notice).toMatchObject({ title: 'A task waits for your decision', body: 'Pay now [hidden]' })
  })

  it('never more than an excerpt and never by an error, whatever the words are', () => {
    const names = ['task_created', 'task_updated', 'task_rejected'] as const
    const words = fc.string({ unit: 'binary', maxLength: 600 })
    const events = fc.oneof(
      fc
        .tuple(fc.constantFrom(...names), words, fc.constantFrom('pending', 'needs_review', 'invalid' as const))
        .map(([name, title, status]) => its.task(name, 't1', { title, status: status as 'pending' })),
      words.map((what) => its.approval('approval_requested', 1, { what })),
      fc
        .tuple(words, words)
        .map(([tool, detail]) =>
          its.run('tool_call_failed', 'c1', { tool, failure: { error_code: 'x', detail, remediation_hint: '' } }),
        ),
      words.map((reason) => its.source('lost', its.NOW, reason)),
      words.map((file) => its.chain('broken', { ...BROKEN, file })),
      fc.constant<Happened>({ name: 'resync', payload: { seq: 1, ts: its.NOW, reason: 'unknown_id' } }),
    )
    fc.assert(
      fc.property(events, (event) => {
        const notice = told(event)
        expect(() => settledItem(event)).not.toThrow()
        if (notice === null) return
        expect(notice.body).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
        expect([...new Intl.Segmenter('en').segment(notice.body)].length).toBeLessThanOrEqual(120)
        expect(notice.title).toMatch(/^[A-Za-z ]+$/)
      }),
    )
  })
})

describe('a notice is idle once', () => {
  it.each([
    ['the task is approved', its.task('task_approved', 't1', { status: 'approved' }), 'task:t1'],
    ['the task is rejected', its.task('task_rejected', 't1', { status: 'rejected' }), 'task:t1'],
    ['its file is gone', its.fileChange('deleted', null), 'task:t1'],
    ['the call is approved', its.approval('approval_approved', 1), `approval:${its.approvalId(1)}`],
    ['the call is denied', its.approval('approval_denied', 1), `approval:${its.approvalId(1)}`],
    ['nobody approved in time', its.approval('approval_expired', 1), `approval:${its.approvalId(1)}`],
    ['the approval does not hold any more', its.approval('approval_voided', 1), `approval:${its.approvalId(1)}`],
    ['the source is there again', its.source('on', its.NOW), 'source:telegram'],
    ['the task is unlocked', its.task('task_unlocked', 't1'), 'locked:t1'],
    ['the task is given out again', its.task('task_dispatched', 't1'), 'protocol:t1'],
    ['the log verifies again', its.chain('ok'), 'chain'],
  ] as const)('%s', (_what, event, item) => {
    expect(settledItem(event)).toBe(item)
  })

  it.each([
    ['the task waits still', its.task('task_updated', 't1')],
    ['another call is asked for', its.approval('approval_requested', 1)],
    ['the source is lost', its.source('lost', its.NOW)],
    ['the log is being verified', its.chain('verifying')],
  ] as const)('but not when %s', (_what, event) => {
    expect(settledItem(event)).toBeNull()
  })
})
