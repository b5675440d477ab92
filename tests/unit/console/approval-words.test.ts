import { describe, expect, it } from 'vitest'
import { APPROVAL_WORDS, whatBecameOf, whoWords } from '../../../renderer/features/approvals/approval-words.ts'
import { PUBLISH, stagedApproval } from '../../e2e/support/staged-approvals.ts'

const decided = { decided_by: 'operator', door: 'console' } as const

describe('what became of an approval', () => {
  const sentence = (given: Parameters<typeof stagedApproval>[2]) => {
    const approval = stagedApproval(1, PUBLISH, given)
    return `${APPROVAL_WORDS[approval.state]} ${whatBecameOf(approval)}`
  }

  it('is a sentence that begins with its state', () => {
    expect(sentence({ state: 'approved', ...decided })).toBe('Approved by operator through the console')
    expect(sentence({ state: 'denied', ...decided })).toBe('Denied by operator through the console')
    expect(sentence({ state: 'expired' })).toBe('Expired because nobody decided in time')
    expect(
      sentence({ state: 'voided', voided: { cause: 'task_changed', at: '2026-01-31T09:30:00.000Z', differences: [] } }),
    ).toBe('Voided because the task changed')
  })

  it('never says of the person who approved that they used it: the agent did', () => {
    expect(sentence({ state: 'consumed', ...decided })).toBe('Used after approval by operator through the console')
  })
})

describe('who decided', () => {
  it('is a user and not a bare number when the answer came by Telegram', () => {
    expect(whoWords('telegram:8', 'telegram')).toBe('user 8 through Telegram')
    expect(whoWords('ann', 'telegram')).toBe('ann through Telegram')
    expect(whoWords('operator', 'console')).toBe('operator through the console')
    expect(whoWords('operator', null)).toBe('operator')
  })
})
