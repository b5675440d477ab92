import { describe, expect, it } from 'vitest'
import { nearLimits, reachedLimit } from '../../../main/core/evidence/room-limits.ts'

const facts = (used: number | null, budget: number | null, free: number | null = 10_000, keep = 0) => ({
  ...{ used, free },
  limits: { budget_bytes: budget, keep_free_bytes: keep },
})

describe('the budget', () => {
  it('is near from 80 % on, and told of once until it has fallen below 75 %', () => {
    const steps = [70, 79, 80, 81, 76, 79, 75, 74, 79, 80].map((used) => facts(used, 100))
    let near = nearLimits(facts(0, 100), new Set())
    const seen = steps.map((step) => {
      near = nearLimits(step, near)
      return near.has('budget')
    })
    expect(seen).toEqual([false, false, true, true, true, true, true, false, false, true])
  })

  it('is reached at 100 %, also one of nothing', () => {
    expect([99, 100, 150].map((used) => reachedLimit(facts(used, 100)))).toEqual([null, 'budget', 'budget'])
    expect(reachedLimit(facts(0, 0))).toBe('budget')
  })

  it("that is not set, or of evidence that was not counted yet, stands in nobody's way", () => {
    expect(reachedLimit(facts(1e15, null))).toBeNull()
    expect(reachedLimit(facts(null, 1))).toBeNull()
  })
})

describe('the room that the disk must keep', () => {
  it('is near while a quarter more is left, and reached when it is all that is left', () => {
    const at = (free: number | null) => facts(0, null, free, 1000)
    expect([1300, 1250, 1000].map((free) => nearLimits(at(free), new Set()).has('disk'))).toEqual([false, true, true])
    expect([1001, 1000, 0, null].map((free) => reachedLimit(at(free)))).toEqual([null, 'disk', 'disk', null])
    expect(reachedLimit(facts(0, null, 0, 0))).toBeNull()
  })
})
