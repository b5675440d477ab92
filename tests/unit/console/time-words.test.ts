import { describe, expect, test } from 'vitest'
import { ageWords, count, dateTime, timeOfDay } from '../../../renderer/design/time-words.ts'

const at = new Date(2026, 0, 31, 0, 3, 9).getTime()

describe('times and numbers on the screen', () => {
  test('a time is that of the clock on the wall, midnight as 00', () => {
    expect(timeOfDay(at)).toBe('00:03:09')
    expect(dateTime(at)).toBe('2026-01-31 00:03:09')
  })

  test.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [12_345, '12,345'],
    [1_234_567, '1,234,567'],
    [-1_234, '-1,234'],
  ])('%i is written as %s', (n, words) => {
    expect(count(n)).toBe(words)
  })

  test('an age is never negative, and old ages become a date', () => {
    expect(ageWords(at + 5_000, at)).toBe('0 s')
    expect(ageWords(at, at + 3_600_000)).toBe('1 h')
    expect(ageWords(at, at + 61 * 86_400_000)).toBe('2026-01-31')
  })
})
