import { expect, it } from 'vitest'
import { judgeGrowth, MAX_GROWTH, type TimedSample } from '../../../scripts/soak/judge-growth.ts'

const samples = (rss: (nth: number) => number, handles: (nth: number) => number): TimedSample[] =>
  Array.from({ length: 100 }, (_, nth) => ({ at_s: nth * 5, rss_mib: rss(nth), handles: handles(nth), children: 0 }))

it('a process that fills up while it warms and then stays has not grown', () => {
  const judged = judgeGrowth(
    samples(
      (nth) => Math.min(200, 100 + nth * 8),
      () => 40,
    ),
  )
  expect(judged.every(({ growth }) => growth <= MAX_GROWTH)).toBe(true)
})

it('memory that grows with every round is found, and by how much', () => {
  const [memory] = judgeGrowth(
    samples(
      (nth) => 100 + nth,
      () => 40,
    ),
  )
  expect(memory).toMatchObject({ what: 'rss_mib', before: 130, after: 190 })
  expect(memory?.growth).toBeGreaterThan(MAX_GROWTH)
})

it('a handle that is left open now and then is found', () => {
  const judged = judgeGrowth(
    samples(
      () => 100,
      (nth) => 40 + Math.floor(nth / 10),
    ),
  )
  expect(judged.find(({ what }) => what === 'handles')?.growth).toBeGreaterThan(MAX_GROWTH)
})

it('a child process where there was none counts in whole', () => {
  const late = samples(
    () => 100,
    () => 40,
  ).map((each, nth) => ({ ...each, children: nth < 60 ? 0 : 1 }))
  expect(judgeGrowth(late).find(({ what }) => what === 'children')?.growth).toBe(1)
})

it('a run that was too short says nothing', () => {
  expect(() =>
    judgeGrowth(
      samples(
        () => 1,
        () => 1,
      ).slice(0, 20),
    ),
  ).toThrow(/say nothing/)
})
