import { describe, expect, it } from 'vitest'
import { type Approval, ApprovalState } from '../../../contract/approval.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { approvalOf, nextInBook } from '../../../main/core/approvals/approval-book.ts'
import {
  consumed,
  denied,
  endorsed,
  expired,
  isOpen,
  mayBecome,
  pendingApproval,
  voided,
} from '../../../main/core/approvals/approval-transitions.ts'
import { createTwoPeople } from '../../../main/core/approvals/two-people.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { subjectOf } from '../../../main/core/policy/subject.ts'
import { callOf, START_MS } from '../../support/gate-world.ts'

const AT = new Date(START_MS).toISOString()
const TERMS = { people: 1 as const, expires_seconds: 900, cool_off_seconds: 60 }
const TWO_PEOPLE = createTwoPeople(new Map())
const vote = (by: string, decision: 'approve' | 'deny' = 'approve') => ({
  ...{ decision, by, door: 'console' as const, at: AT },
})

function pending(people: 1 | 2 = 1): Approval {
  return pendingApproval({
    ...{ approval_id: 'ap-0000000000000001', call: callOf({}), subject: subjectOf(callOf({})), what: 'Publish "News"' },
    ...{ requested_by: 'agent', terms: { ...TERMS, people }, now_ms: START_MS },
    bound_to: { task_version: 1, task_sha256: sha256('task'), policy_sha256: sha256('policy'), rule: 'ask-it' },
  })
}

const WAYS: Record<string, (approval: Approval) => Approval> = {
  approved: (approval) => endorsed(approval, vote('operator:anna'), TERMS, TWO_PEOPLE),
  denied: (approval) => denied(approval, vote('operator:anna', 'deny'), 'no', START_MS + 1000),
  expired,
  voided: (approval) => voided(approval, { cause: 'restart', at: AT, differences: [] }),
  consumed: (approval) => consumed(approval, START_MS, 'call-1'),
}
const LEGAL = ['pending approved', 'pending denied', 'pending expired', 'pending voided']
const LEGAL_LATER = ['approved consumed', 'approved expired', 'approved voided']

/** An approval in each state, come to in a legal way. */
const IN_STATE: Record<ApprovalState, Approval> = {
  pending: pending(),
  approved: WAYS['approved']?.(pending()) as Approval,
  denied: WAYS['denied']?.(pending()) as Approval,
  expired: expired(pending()),
  voided: WAYS['voided']?.(pending()) as Approval,
  consumed: consumed(endorsed(pending(), vote('operator:anna'), TERMS, TWO_PEOPLE), START_MS, 'call-1'),
}

describe('the states of an approval', () => {
  const everyWay = ApprovalState.options.flatMap((from) => Object.keys(WAYS).map((to) => [from, to] as const))

  it.each(everyWay)('from %s to %s', (from, to) => {
    const legal = [...LEGAL, ...LEGAL_LATER].includes(`${from} ${to}`)
    const go = () => WAYS[to]?.(IN_STATE[from])
    if (legal) expect(go()).toMatchObject({ state: to })
    else expect(go).toThrow(expect.objectContaining({ code: 'approval_not_pending' }))
    expect(mayBecome(from, to as ApprovalState)).toBe(legal)
  })

  it('are open while something can still come of it', () => {
    expect(ApprovalState.options.filter((state) => isOpen({ state }))).toEqual(['pending', 'approved'])
  })

  it('begin with a wait that ends', () => {
    expect(pending()).toMatchObject({ state: 'pending', created_at: AT, expires_at: '2026-01-31T09:45:00.000Z' })
  })

  it('give the time to use it from the end of the cool-off on', () => {
    expect(IN_STATE.approved).toMatchObject({
      ...{ decided_by: 'operator:anna', door: 'console', decided_at: AT },
      ...{ usable_from: '2026-01-31T09:31:00.000Z', expires_at: '2026-01-31T09:46:00.000Z' },
    })
  })

  it('keep the reason of a no, and how long the identical call is refused', () => {
    expect(IN_STATE.denied).toMatchObject({
      reason: 'no',
      decided_by: 'operator:anna',
      refused_until: '2026-01-31T09:30:01.000Z',
    })
  })
})

describe('an approval that needs two people', () => {
  it('waits after the first yes and counts after the second, of another person', () => {
    const first = endorsed(pending(2), vote('operator:anna'), TERMS, TWO_PEOPLE)
    expect(first).toMatchObject({ state: 'pending', usable_from: null, decided_by: null })
    expect(() => endorsed(first, vote('operator:anna'), TERMS, TWO_PEOPLE)).toThrow(
      expect.objectContaining({ code: 'approval_second_person' }),
    )
    const second = endorsed(first, vote('operator:bea'), TERMS, TWO_PEOPLE)
    expect(second).toMatchObject({ state: 'approved', decided_by: 'operator:bea' })
    expect(second.votes.map(({ by }) => by)).toEqual(['operator:anna', 'operator:bea'])
  })

  it('is denied by one no, also of the one who said yes before', () => {
    const first = endorsed(pending(2), vote('operator:anna'), TERMS, TWO_PEOPLE)
    expect(denied(first, vote('operator:anna', 'deny'), 'on reflection', START_MS)).toMatchObject({ state: 'denied' })
  })
})

const LINES = {
  approval_requested: 'pending',
  approval_approved: 'approved',
  approval_denied: 'denied',
  approval_expired: 'expired',
  approval_voided: 'voided',
  approval_consumed: 'consumed',
} as const
type Line = keyof typeof LINES
const line = (type: AuditEvent['type'], approval: unknown) => ({ type, data: { approval: approval as never } })

describe('the book of approvals', () => {
  it('takes only lines that follow from those before', () => {
    for (const known of [null, ...ApprovalState.options]) {
      for (const [type, state] of Object.entries(LINES) as [Line, ApprovalState][]) {
        const next = nextInBook(known === null ? null : IN_STATE[known], line(type, IN_STATE[state]))
        const begins = known === null && type === 'approval_requested'
        const follows = known !== null && type !== 'approval_requested' && mayBecome(known, state)
        expect([known, type, next?.state ?? null]).toEqual([known, type, begins || follows ? state : null])
      }
    }
  })

  it('does not take a line that says another state than its type, or speaks of another call', () => {
    expect(nextInBook(IN_STATE.pending, line('approval_approved', IN_STATE.pending))).toBeNull()
    const other = { ...IN_STATE.approved, subject_sha256: sha256('another call') }
    expect(nextInBook(IN_STATE.pending, line('approval_approved', other))).toBeNull()
  })

  it('does not take what is no approval', () => {
    for (const broken of [null, 1, {}, { ...IN_STATE.pending, votes: 'many' }, { ...IN_STATE.pending, extra: 1 }])
      expect(approvalOf(line('approval_requested', broken))).toBeNull()
    expect(approvalOf(line('task_created', IN_STATE.pending))).toBeNull()
  })

  it('takes the first of two yeses as a step from pending to pending', () => {
    const first = endorsed(pending(2), vote('operator:anna'), TERMS, TWO_PEOPLE)
    expect(nextInBook(pending(2), line('approval_endorsed', first))).toEqual(first)
  })
})
