import { describe, expect, it } from 'vitest'
import type { FloodFindings } from '../../../scripts/verify/flood-step.ts'
import { floodMetrics, judgeFlood } from '../../../scripts/verify/judge-flood.ts'

const GOOD: FloodFindings = {
  ...{ flooded: [2.4], quiet: [2], flood_p95_ms: 2.4, quiet_p95_ms: 2 },
  ...{ forged: 750, statuses: { 401: 35, 429: 715 } },
}

describe('a flood', () => {
  it('that was refused and not noticed has nothing against it, up to 1.2 times', () => {
    expect(judgeFlood(GOOD, 750)).toEqual([])
    expect(floodMetrics(GOOD)).toEqual({
      ...{ flood_api_p95_ms: 2.4, flood_baseline_p95_ms: 2, flood_p95_ratio: 1.2, flood_requests: 750 },
    })
  })
  it.each([
    ['took one forged delivery in', { statuses: { 401: 749, 200: 1 } }, /answered 200/],
    ['was not sent as it should be', { forged: 700 }, /had 700 deliveries, not 750/],
    ['slowed the reads down', { flood_p95_ms: 2.42 }, /1\.21 times/],
    ['slowed everything down', { flood_p95_ms: 210, quiet_p95_ms: 205 }, /not below 200/],
    ['was not measured', { flood_p95_ms: Number.NaN }, /not below 200/],
    ['has nothing to be compared with', { quiet_p95_ms: Number.NaN }, /NaN times/],
  ] as const)('that %s is found wrong', (_, change, reason) => {
    expect(judgeFlood({ ...GOOD, ...change }, 750).join()).toMatch(reason)
  })
})
