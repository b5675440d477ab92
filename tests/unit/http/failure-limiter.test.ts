import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFailureLimiter } from '../../../main/http/failure-limiter.ts'

function setUp(maxAddresses: number) {
  let now = 0
  const limiter = createFailureLimiter({ burst: 20, perSecond: 1, maxAddresses }, () => now)
  const fail = (address: string, times: number): void => {
    for (let i = 0; i < times; i += 1) limiter.failed(address)
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { limiter, fail, pass }
}

describe('an address', () => {
  it('may fail twenty times one after the other, then has to wait a second for each more', () => {
    const { limiter, fail, pass } = setUp(10)
    fail('a', 19)
    expect(limiter.waitMs('a')).toBe(0)
    fail('a', 1)
    expect(limiter.waitMs('a')).toBe(1000)
    pass(400)
    expect(limiter.waitMs('a')).toBe(600)
    pass(600)
    expect(limiter.waitMs('a')).toBe(0)
    fail('a', 1)
    expect(limiter.waitMs('a')).toBe(1000)
  })
  it('that is told to wait is not punished for asking again', () => {
    const { limiter, fail, pass } = setUp(10)
    fail('a', 20)
    for (let i = 0; i < 100; i += 1) limiter.waitMs('a')
    pass(1000)
    expect(limiter.waitMs('a')).toBe(0)
  })
  it('gets its whole limit back with time, and no more than that', () => {
    const { limiter, fail, pass } = setUp(10)
    fail('a', 20)
    pass(3_600_000)
    fail('a', 19)
    expect(limiter.waitMs('a')).toBe(0)
    fail('a', 1)
    expect(limiter.waitMs('a')).toBe(1000)
  })
  it('has nothing to do with what another one does', () => {
    const { limiter, fail } = setUp(10)
    fail('a', 20)
    expect(limiter.waitMs('b')).toBe(0)
  })
})

describe('an address that delivered something good', () => {
  it('is known as such from then on, also while it is over its limit', () => {
    const { limiter, fail } = setUp(10)
    expect(limiter.isProven('a')).toBe(false)
    limiter.passed('a')
    fail('a', 50)
    expect([limiter.isProven('a'), limiter.waitMs('a')]).toEqual([true, 1000])
  })
  it('does not become one by failing, and says nothing of others', () => {
    const { limiter, fail } = setUp(10)
    fail('b', 50)
    limiter.passed('a')
    expect(limiter.isProven('b')).toBe(false)
  })
  it('is forgotten only for others that delivered something good after it', () => {
    const { limiter, fail } = setUp(3)
    for (const address of ['busy', 'quiet', 'c']) limiter.passed(address)
    for (let i = 0; i < 50; i += 1) fail(`stranger-${i}`, 20)
    expect(['busy', 'quiet', 'c'].map(limiter.isProven)).toEqual([true, true, true])
    limiter.passed('busy')
    limiter.passed('d')
    expect(['busy', 'quiet', 'c', 'd'].map(limiter.isProven)).toEqual([true, false, true, true])
  })
})

describe('many addresses', () => {
  it('push out the one that has been quiet for the longest, not one that goes on failing', () => {
    const { limiter, fail } = setUp(3)
    fail('quiet', 20)
    fail('busy', 20)
    for (let i = 0; i < 50; i += 1) {
      fail(`other-${i}`, 1)
      limiter.failed('busy')
    }
    expect([limiter.waitMs('quiet'), limiter.waitMs('busy')]).toEqual([0, 1000])
  })
  it('never get more than burst and time grant, whatever the order', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 3000 })), { maxLength: 200 })
    fc.assert(
      fc.property(steps, (all) => {
        const { limiter, pass } = setUp(10)
        const granted = { a: 0, b: 0, c: 0 } as Record<string, number>
        let ms = 0
        for (const [address, wait] of all) {
          pass(wait)
          ms += wait
          if (limiter.waitMs(address) > 0) continue
          limiter.failed(address)
          granted[address] = (granted[address] ?? 0) + 1
        }
        for (const count of Object.values(granted)) expect(count).toBeLessThanOrEqual(20 + ms / 1000)
      }),
    )
  })
})
