import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHeldBack, isQuietTime } from '../../../main/core/notices/quiet-hours.ts'

const at = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const minute = fc.integer({ min: 0, max: 1439 })

describe('quiet hours', () => {
  it.each([
    ['22:00', '07:00', '21:59', false],
    ['22:00', '07:00', '22:00', true],
    ['22:00', '07:00', '00:00', true],
    ['22:00', '07:00', '06:59', true],
    ['22:00', '07:00', '07:00', false],
    ['12:00', '13:00', '12:30', true],
    ['12:00', '13:00', '13:00', false],
    ['12:00', '13:00', '00:00', false],
    ['08:00', '08:00', '08:00', true],
    ['08:00', '08:00', '07:59', true],
  ])('from %s to %s, at %s: %s', (from, to, time, quiet) => {
    expect(isQuietTime({ from, to }, at(time))).toBe(quiet)
  })

  it('and the hours from their end to their beginning make up the whole day, without overlap', () => {
    fc.assert(
      fc.property(minute, minute, minute, (from, to, now) => {
        fc.pre(from !== to)
        const [a, b] = [timeOf(from), timeOf(to)]
        expect(isQuietTime({ from: a, to: b }, now)).toBe(!isQuietTime({ from: b, to: a }, now))
      }),
    )
  })

  it('are as long as from their beginning to their end', () => {
    fc.assert(
      fc.property(minute, minute, (from, to) => {
        const hours = { from: timeOf(from), to: timeOf(to) }
        const quiet = Array.from({ length: 1440 }, (_, now) => now).filter((now) => isQuietTime(hours, now))
        expect(quiet.length).toBe((to - from + 1440) % 1440 || 1440)
      }),
      { numRuns: 50 },
    )
  })

  it('hold back what is not excepted, and nothing when there are none', () => {
    const night = { from: '22:00', to: '07:00', except: ['failed' as const] }
    expect(isHeldBack(night, 'needs_decision', at('23:00'))).toBe(true)
    expect(isHeldBack(night, 'failed', at('23:00'))).toBe(false)
    expect(isHeldBack(night, 'needs_decision', at('12:00'))).toBe(false)
    expect(isHeldBack(null, 'needs_decision', at('23:00'))).toBe(false)
  })
})
