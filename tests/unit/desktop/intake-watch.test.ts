import { describe, expect, it, vi } from 'vitest'
import type { IntakeState } from '../../../contract/intake.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { watchIntake } from '../../../main/electron/intake-watch.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const NOW = '2026-01-31T09:30:00.000Z'
const RUNNING: IntakeState = { paused: false, since: null, by: null, reason: null, held: 0 }
const PAUSED: IntakeState = { ...RUNNING, paused: true, since: NOW, by: 'anna' }

/** A console that cannot be asked until the test says so. */
function watched() {
  const timers = createManualTimers(0)
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock: timers.clock })
  const warnings: string[] = []
  let answer = (): Response => new Response(null, { status: 503 })
  let asked = 0
  const watch = watchIntake({
    readInfo: async () => {
      asked += 1
      return answer()
    },
    ...{ hub, timers },
    logger: { info: () => undefined, error: () => undefined, warn: (_fields, message) => void warnings.push(message) },
  })
  return {
    ...{ watch, timers, warnings, asked: () => asked },
    happens: () => hub.publish('resync', { seq: 1, ts: NOW, reason: 'unknown_id' }),
    changes: (intake: IntakeState) =>
      hub.publish('intake_changed', { seq: 2, ts: NOW, correlation_id: 'c1', intake } as never),
    mend: () => {
      answer = () => Response.json({ intake: RUNNING })
    },
  }
}

describe('the state of the intake', () => {
  it('is asked for again a minute after it could not be', async () => {
    const { watch, timers, warnings, asked, mend } = watched()
    await vi.waitFor(() => expect(timers.waiting()).toBe(1))
    expect([watch.current(), warnings]).toEqual([null, ['the state of the intake is not known']])
    timers.advance(59_000)
    expect(asked()).toBe(1)
    mend()
    timers.advance(1000)
    await vi.waitFor(() => expect(watch.current()).toEqual(RUNNING))
    timers.advance(600_000)
    expect([asked(), timers.waiting()]).toEqual([2, 0])
  })

  it('is asked for again soon after something happened, once for a burst', async () => {
    const { watch, timers, happens, asked, mend } = watched()
    await vi.waitFor(() => expect(timers.waiting()).toBe(1))
    mend()
    for (const _ of [1, 2, 3]) happens()
    timers.advance(1000)
    await vi.waitFor(() => expect(watch.current()).toEqual(RUNNING))
    happens()
    timers.advance(600_000)
    expect(asked()).toBe(2)
  })

  it('is asked for until it is known, and not after the end', async () => {
    const { watch, timers, asked } = watched()
    for (const times of [1, 2, 3]) {
      await vi.waitFor(() => expect([asked(), timers.waiting()]).toEqual([times, 1]))
      timers.advance(60_000)
    }
    await vi.waitFor(() => expect([asked(), timers.waiting()]).toEqual([4, 1]))
    watch.close()
    timers.advance(600_000)
    expect([asked(), timers.waiting()]).toEqual([4, 0])
  })

  it('is what an event told, which nobody asks for again', async () => {
    const { watch, timers, changes, asked } = watched()
    const told: boolean[] = []
    watch.watch(() => told.push(watch.current()?.paused ?? false))
    await vi.waitFor(() => expect(timers.waiting()).toBe(1))
    changes(PAUSED)
    expect([watch.current(), told, timers.waiting()]).toEqual([PAUSED, [true], 0])
    timers.advance(600_000)
    expect(asked()).toBe(1)
  })
})
