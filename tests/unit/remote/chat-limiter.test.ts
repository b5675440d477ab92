import { describe, expect, it } from 'vitest'
import { createChatLimiter } from '../../../main/core/remote/chat-limiter.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

describe('the limit of a chat', () => {
  it('lets a burst pass, then one for each interval', () => {
    const { clock, advance } = createManualTimers(0)
    const limiter = createChatLimiter({ clock, burst: 3, refillMs: 1000 })
    const take = () => limiter.take(1)
    expect([take(), take(), take(), take(), take()]).toEqual(['free', 'free', 'free', 'notice', 'silent'])
    advance(999)
    expect(take()).toBe('silent')
    advance(1)
    expect([take(), take()]).toEqual(['free', 'notice'])
    advance(60_000)
    expect([take(), take(), take(), take()]).toEqual(['free', 'free', 'free', 'notice'])
  })

  it('is each chat’s own', () => {
    const { clock } = createManualTimers(0)
    const limiter = createChatLimiter({ clock, burst: 1, refillMs: 1000 })
    expect([limiter.take(1), limiter.take(1), limiter.take(2)]).toEqual(['free', 'notice', 'free'])
  })

  it('does not grow when the clock is set back', () => {
    let now = 10_000
    const limiter = createChatLimiter({ clock: { now: () => now }, burst: 1, refillMs: 1000 })
    expect(limiter.take(1)).toBe('free')
    now = 0
    expect(limiter.take(1)).toBe('notice')
    now = 1000
    expect(limiter.take(1)).toBe('free')
  })
})
