import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { nextStep, waitBeforeNext } from '../../../main/core/tools/notify/delivery-plan.ts'
import { type DeliveryEntry, type Outcome, outcomeOf } from '../../../main/core/tools/notify/delivery-record.ts'

const AT = '2026-01-31T09:30:00.000Z'
const HERE = sha256('here')
const intent = (attempt: number, to = HERE): DeliveryEntry => ({ kind: 'intent', attempt, at: AT, to })
const answer = (attempt: number, how: Outcome['how']): DeliveryEntry => ({
  ...{ kind: 'answer', attempt, at: AT, outcome: outcomeOf(how, { reason: how }) },
})
const tried = (...hows: Outcome['how'][]): DeliveryEntry[] =>
  hows.flatMap((how, i) => [intent(i + 1), answer(i + 1, how)])
const WEBHOOK = { attempts: 3, repeatable: true, to: HERE }
const TELEGRAM = { ...WEBHOOK, repeatable: false }

describe('what comes next in a delivery', () => {
  it.each([
    ['the first attempt when nothing was tried', [], 'attempt'],
    ['another attempt when nothing left this machine', tried('not_sent'), 'attempt'],
    ['another attempt when the receiver asks to come later', tried('later', 'not_sent'), 'attempt'],
    ['the end when it has arrived', tried('later', 'delivered'), 'delivered'],
    ['a failure when it is refused', tried('refused'), 'refused'],
    ['a failure when no attempt is left', tried('later', 'later', 'not_sent'), 'not_delivered'],
  ])('is %s', (_name, entries, expected) => {
    for (const terms of [WEBHOOK, TELEGRAM]) {
      const step = nextStep(entries, terms)
      expect(step.do === 'failed' ? step.how : step.do).toBe(expected)
    }
  })

  it.each([
    ['broke after it went out', tried('unknown')],
    ['was under way when the console died', [intent(1)]],
    ['was under way when the console died, after one that was not taken', [...tried('later'), intent(2)]],
  ])('is another attempt only where the receiver can tell doubles, when one %s', (_name, entries) => {
    expect(nextStep(entries, WEBHOOK)).toMatchObject({ do: 'attempt' })
    expect(nextStep(entries, TELEGRAM)).toMatchObject({ do: 'failed', how: 'unknown' })
  })

  it('does not go to another address as long as the first may have got it', () => {
    const moved = { ...WEBHOOK, to: sha256('elsewhere') }
    expect(nextStep([intent(1)], moved)).toMatchObject({ do: 'failed', how: 'unknown' })
    expect(nextStep(tried('not_sent'), moved)).toMatchObject({ do: 'attempt', attempt: 2 })
  })

  it('says that nobody knows when the last of several attempts is refused and an earlier one may have arrived', () => {
    expect(nextStep(tried('unknown', 'refused'), WEBHOOK)).toMatchObject({ do: 'failed', how: 'unknown' })
  })

  it('never is an attempt beyond the limit, nor one that could double, whatever the journal says', () => {
    const how = fc.constantFrom<Outcome['how'] | 'died'>('later', 'not_sent', 'unknown', 'refused', 'delivered', 'died')
    const journal = fc
      .array(how, { maxLength: 6 })
      .map((hows) =>
        hows.flatMap((each, i) => (each === 'died' ? [intent(i + 1)] : [intent(i + 1), answer(i + 1, each)])),
      )
    fc.assert(
      fc.property(journal, fc.boolean(), (entries, repeatable) => {
        const step = nextStep(entries, { ...WEBHOOK, repeatable })
        if (step.do !== 'attempt') return
        const answers = entries.flatMap((entry) => (entry.kind === 'answer' ? [entry.outcome.how] : []))
        const begun = entries.filter(({ kind }) => kind === 'intent').length
        expect(step.attempt).toBe(begun + 1)
        expect(step.attempt).toBeLessThanOrEqual(WEBHOOK.attempts)
        expect(answers).not.toContain('delivered')
        if (!repeatable) expect([answers.length, answers.includes('unknown')]).toEqual([begun, false])
      }),
      { numRuns: 500 },
    )
  })
})

describe('the wait before the next attempt', () => {
  const failed = (attempt: number, wait_ms: number | null) => ({
    ...{ attempt, at: AT, to: HERE, outcome: outcomeOf('later', { wait_ms }) },
  })
  it('doubles, half of it by chance, and ends at thirty seconds', () => {
    expect([1, 2, 3, 4].map((n) => waitBeforeNext(failed(n, null), 1000, 0))).toEqual([500, 1000, 2000, 4000])
    expect([1, 2, 3, 4].map((n) => waitBeforeNext(failed(n, null), 1000, 0.999))).toEqual([1000, 1999, 3998, 7996])
    expect(waitBeforeNext(failed(10, null), 60_000, 0.5)).toBe(22_500)
  })
  it('is never shorter than the receiver asks for', () => {
    expect(waitBeforeNext(failed(1, 7000), 1000, 0.5)).toBe(7000)
    expect(waitBeforeNext(failed(4, 1), 1000, 0)).toBe(4000)
  })
})
