import { describe, expect, it } from 'vitest'
import type { FloodFindings } from '../../../scripts/verify/flood-step.ts'
import { floodMetrics, judgeFlood } from '../../../scripts/verify/judge-flood.ts'

const reads = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms)

const DUE = { forged: 750, sustained: 500, reads: 1000 }
const GOOD: FloodFindings = {
  sustained: reads(500, 2.6),
  flooded: reads(1000, 2.4),
  quiet: reads(1000, 2),
  ...{ forged: 750, statuses: { 401: 35, 429: 715 } },
}

describe('a flood', () => {
  it('that was refused and not noticed has nothing against it, up to 1.2 times', () => {
    expect(judgeFlood(GOOD, DUE)).toEqual([])
    expect(floodMetrics(GOOD)).toEqual({
      ...{ flood_api_p95_ms: 2.4, flood_baseline_p95_ms: 2, flood_p95_ratio: 1.2 },
      ...{ flood_sustained_p95_ms: 2.6, flood_requests: 750 },
    })
  })

  it('is judged by all reads: slow ones count wherever they are, up to one in twenty', () => {
    const slow = (count: number) => ({ ...GOOD, flooded: [...reads(1000 - count, 2), ...reads(count, 9)] })
    expect(judgeFlood(slow(50), DUE)).toEqual([])
    expect(judgeFlood(slow(51), DUE).join()).toMatch(/4\.5 times/)
  })

  it.each([
    ['took one forged delivery in', { statuses: { 401: 749, 200: 1 } }, /answered 200/],
    ['was not sent as it should be', { forged: 700 }, /had 700 deliveries, not 750/],
    ['slowed the reads down', { flooded: reads(1000, 2.42) }, /1\.21 times/],
    ['slowed everything down', { flooded: reads(1000, 210), quiet: reads(1000, 205) }, /not below 200/],
    ['slowed everything down while it lasted', { sustained: reads(500, 200) }, /sustained_p95_ms is not below 200/],
    ['was not measured to its end', { sustained: reads(490, 2) }, /490 reads during the whole flood/],
    ['was measured in part', { flooded: reads(980, 2) }, /980 reads under flood and 1000 without/],
    ['was not measured', { flooded: [] }, /not below 200/],
    ['has nothing to be compared with', { quiet: [] }, /NaN times/],
  ] as const)('that %s is found wrong', (_, change, reason) => {
    expect(judgeFlood({ ...GOOD, ...change }, DUE).join()).toMatch(reason)
  })
})
