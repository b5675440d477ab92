import { expect, it } from 'vitest'
import { timeLeft } from '../../../main/core/kernel/time-left.ts'

const NOW = '2026-01-31T09:30:00.000Z'
const after = (seconds: number): string => new Date(Date.parse(NOW) + seconds * 1000).toISOString()

it.each([
  [-1, 'time is up'],
  [0, 'time is up'],
  [1, '1 s left'],
  [119, '119 s left'],
  [120, '2 min left'],
  [899, '14 min left'],
  [7200, '2 h left'],
  [172_799, '47 h left'],
  [172_800, '2 days left'],
])('%i seconds before the end it says: %s', (seconds, words) => {
  expect(timeLeft(after(seconds), NOW)).toBe(words)
})

it('grants no time to what is no instant', () => {
  expect(timeLeft('soon', NOW)).toBe('time is up')
})
