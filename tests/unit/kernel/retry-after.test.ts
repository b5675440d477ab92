import { expect, it } from 'vitest'
import { retryAfterMs } from '../../../main/core/kernel/retry-after.ts'

const NOW = Date.parse('2026-01-31T09:30:00.000Z')

it.each([
  ['7', 7000],
  [' 120 ', 120_000],
  ['0', 0],
  ['Sat, 31 Jan 2026 09:31:30 GMT', 90_000],
  ['Sat, 31 Jan 2026 09:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['2026-01-31', null],
  ['9999999999', null],
  [null, null],
])('Retry-After: %s asks for %s ms', (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected)
})
