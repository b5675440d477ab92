import { describe, expect, it } from 'vitest'
import { Round, Verdict } from '../../../contract/task.ts'
import { statusOf, titleFrom } from '../../../main/core/tasks/task-engine.ts'

const verdict = (decision: 'approve' | 'reject') =>
  Verdict.parse({ decision, decided_by: 'operator', decided_at: '2026-01-31T09:30:00Z', door: 'console' })
const reviewed = (decision: 'approve' | 'reject') => ({
  ...{ dispatch_id: 'abcdefgh', decision, comment: '', issues: [], issues_sha256: 'a'.repeat(64) },
  ...{ reviewed_at: '2026-01-31T09:30:00Z', reviewed_by: 'critic' },
})
const round = (parts: object) => Round.parse(parts)

describe('status of a task', () => {
  it.each([
    ['pending without work or verdict', [], null, 'pending'],
    ['pending while work is only dispatched', [round({ dispatch: { a: 1 } })], null, 'pending'],
    ['needs_review once the last round has a result', [round({ result: { done: true } })], null, 'needs_review'],
    ['pending again once a reviewer judged that result', [round({ result: {}, verdict: {} })], null, 'pending'],
    [
      'needs_review when a second round came back',
      [round({ result: {}, verdict: {} }), round({ result: {} })],
      null,
      'needs_review',
    ],
    [
      'pending when a round with a result is over',
      [round({ result: {}, ended: { reason: 'stopped' } })],
      null,
      'pending',
    ],
    [
      'needs_review once the reviewer approved',
      [round({ result: {}, verdict: reviewed('approve') })],
      null,
      'needs_review',
    ],
    ['pending once the reviewer rejected', [round({ result: {}, verdict: reviewed('reject') })], null, 'pending'],
    ['approved by verdict, whatever the rounds say', [round({ result: {} })], verdict('approve'), 'approved'],
    ['rejected by verdict', [], verdict('reject'), 'rejected'],
  ])('is %s', (_name, rounds, decided, expected) => {
    expect(statusOf({ rounds, verdict: decided })).toBe(expected)
  })
})

describe('title from a request', () => {
  it('is the first line that says something', () => {
    expect(titleFrom('\n\n  Fix the login  \nIt fails on Mondays')).toBe('Fix the login')
  })
  it('is cut to 120 characters with an ellipsis', () => {
    const title = titleFrom('x'.repeat(500))
    expect(title).toHaveLength(120)
    expect(title.endsWith('…')).toBe(true)
  })
})
