import { describe, expect, it } from 'vitest'
import type { Arrival } from '../../../scripts/verify/event-client.ts'
import { type Change, judgeArrivals } from '../../../scripts/verify/judge-arrivals.ts'

const CHANGES: readonly Change[] = [
  { version: 2, event: 'task_approved', sentAt: 100 },
  { version: 3, event: 'task_rejected', sentAt: 200 },
]

function arrival(seq: number, version: number, status: 'approved' | 'rejected', at: number): Arrival {
  const ts = '2026-01-31T09:30:00.000Z'
  const task = {
    ...{ task_id: 't', status, source: 'api', title: 'T', correlation_id: 'c', created_at: ts, updated_at: ts },
    ...{
      ci_state: null,
      amended: false,
      assurance: 'token',
      external: null,
      version,
      base_sha: 'a'.repeat(64),
      invalid_reason: null,
    },
  }
  const data = JSON.stringify({ seq, ts, correlation_id: 'c', task_id: 't', task })
  return { id: String(seq), name: `task_${status}`, data, at }
}

const FIRST = arrival(10, 2, 'approved', 112)
const SECOND = arrival(14, 3, 'rejected', 205)

describe('what a client of the event stream saw', () => {
  it('is timed from the asking to the arrival when every change came once and in order', () => {
    expect(judgeArrivals([FIRST, SECOND], CHANGES)).toEqual({ ms: [12, 5], wrong: [] })
  })

  it('lacks the latency of a change that never came', () => {
    expect(judgeArrivals([FIRST], CHANGES)).toEqual({ ms: [12], wrong: [] })
  })

  it.each<[string, Arrival[], number]>([
    ['a change that came twice', [FIRST, FIRST, SECOND], 2],
    ['changes in the wrong order', [SECOND, FIRST], 0],
    ['an id that does not grow', [FIRST, arrival(10, 3, 'rejected', 205)], 1],
    ['an id that is not the seq of the payload', [FIRST, { ...SECOND, id: '15' }], 1],
    ['a status that does not fit the event', [FIRST, { ...arrival(14, 3, 'approved', 205), name: 'task_rejected' }], 1],
    ['an event too many', [FIRST, SECOND, arrival(20, 4, 'approved', 300)], 2],
  ])('is found wrong for %s', (_what, arrivals, timed) => {
    const { ms, wrong } = judgeArrivals(arrivals, CHANGES)
    expect(wrong.length).toBeGreaterThan(0)
    expect(ms.length).toBeLessThanOrEqual(timed)
  })
})
