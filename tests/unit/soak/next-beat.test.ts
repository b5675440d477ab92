import { expect, it } from 'vitest'
import { pauseUntil } from '../../../scripts/soak/next-beat.ts'

it.each([
  ['the next beat', 2000, 60_000, 500, 1500],
  ['the end, which comes first', 62_000, 60_000, 59_000, 1000],
  ['nothing, when the beat is over', 2000, 60_000, 2500, 0],
  ['nothing, when the work of a beat took it past the end', 70_000, 60_000, 65_000, 0],
])('the soak waits for %s, and never for less than no time', (_, due, end, now, pause) => {
  expect(pauseUntil(due, end, now)).toBe(pause)
})
