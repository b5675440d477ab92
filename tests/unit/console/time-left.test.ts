import { describe, expect, test } from 'vitest'
import { spanWords, timeLeft } from '../../../renderer/features/approvals/time-left.ts'

const created_at = '2026-01-31T09:00:00.000Z'
const expires_at = '2026-01-31T09:10:00.000Z'
const at = (words: string) => timeLeft({ created_at, expires_at }, Date.parse(`2026-01-31T${words}Z`))

describe('the time that an approval still holds', () => {
  test('is said in whole minutes, and never as more than there is', () => {
    expect(at('09:00:01').words).toBe('9 min left')
    expect(at('09:09:00.500').words).toBe('59 s left')
  })
  test('is short when less than a quarter of it is left', () => {
    expect(at('09:07:29').isShort).toBe(false)
    expect(at('09:07:31').isShort).toBe(true)
  })
  test('is over at the instant itself', () => {
    expect(at('09:09:59.999').isOver).toBe(false)
    expect(at('09:10:00')).toEqual({ words: 'expired', isShort: false, isOver: true, ms: 0 })
    expect(at('09:30:00').ms).toBe(0)
  })
})

test.each([
  [999, '0 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [3_660_000, '1 h 1 min'],
  [47 * 3_600_000, '47 h'],
  [49 * 3_600_000, '2 d'],
])('%i ms are %s', (ms, words) => {
  expect(spanWords(ms)).toBe(words)
})
