import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runSchedule, type Step, schedules } from '../../support/task-schedules.ts'

/** COUNTERSIGN_SCHEDULES=20000 for a long run. */
const SCHEDULES = Number(process.env['COUNTERSIGN_SCHEDULES'] ?? 2000)

describe('writers, other programs, the watcher and restarts, in any order and all at once', () => {
  it(`lose no acknowledged write, set no task back, and let no stale write through unrecorded (${SCHEDULES} schedules)`, {
    timeout: 60_000 + SCHEDULES * 60,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (steps) => {
        expect(await runSchedule(steps, 'real')).toEqual([])
      }),
      { numRuns: SCHEDULES },
    )
  })

  it('would be caught losing one: a store that does not look before it writes is found out', async () => {
    const step = (what: Step['what'], pause: number, slow: number): Step => ({ what, base: 'shown', pause, slow })
    const overwritten = [step('decide', 0, 3), step('edit', 1, 0), step('look', 4, 0), step('decide', 4, 0)]
    await expect
      .poll(async () => (await runSchedule(overwritten, 'blind')).join('\n'), { timeout: 20_000, interval: 1 })
      .toMatch(/lost|second one|went back/)
    expect(await runSchedule(overwritten, 'real')).toEqual([])
  })
})
