import { describe, expect, it } from 'vitest'
import { createShowLimit } from '../../../main/core/notices/show-limit.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

describe('how often something may be shown', () => {
  it('is so many times in any minute, and then once more to say so', () => {
    const { clock, advance } = createManualTimers(1_000_000)
    const limit = createShowLimit(clock, 2)
    expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual(['yes', 'yes', 'last', 'no'])
    expect(limit.take('b')).toBe('yes')
    advance(59_999)
    expect(limit.take('a')).toBe('no')
    advance(1)
    expect([1, 2, 3].map(() => limit.take('a'))).toEqual(['yes', 'yes', 'last'])
  })

  it('does not end for as long as a clock was set back', () => {
    const { clock, setClock } = createManualTimers(10_000_000)
    const limit = createShowLimit(clock, 2)
    expect([1, 2, 3].map(() => limit.take('a'))).toEqual(['yes', 'yes', 'last'])
    setClock(5_000_000)
    expect(limit.take('a')).toBe('yes')
  })
})
