import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRefusalSamples, type RefusalSample } from '../../../main/core/ingest/refusal-samples.ts'

const sample = (refusal_id: string, nth: number, bytes = 10): RefusalSample => ({
  ...{ refusal_id, nth, received_at: '2026-01-31T09:30:00.000Z', address: null, correlation_id: 'req-1' },
  ...{ headers: {}, headers_dropped: 0, bytes, body: new Uint8Array(bytes), truncated: false },
})
const LIMITS = { perGroup: 3, samples: 6, bytes: 1000 }
const nths = (samples: readonly RefusalSample[]): number[] => samples.map(({ nth }) => nth)

describe('samples of refusals', () => {
  it('of a group are its first and its latest, newest first', () => {
    const samples = createRefusalSamples(LIMITS)
    const gone = [1, 2, 3, 4, 5].flatMap((nth) => samples.keep(sample('a', nth)))
    expect([nths(samples.of('a')), nths(gone)]).toEqual([
      [5, 4, 1],
      [2, 3],
    ])
  })
  it('of a flood make room for a single one of somebody else, which stays', () => {
    const samples = createRefusalSamples(LIMITS)
    samples.keep(sample('quiet', 1))
    for (let nth = 1; nth < 100; nth += 1) samples.keep(sample(`loud-${nth % 2}`, nth))
    for (const id of ['b', 'c', 'd']) samples.keep(sample(id, 1))
    expect(['quiet', 'b', 'c', 'd'].map((id) => samples.of(id).length)).toEqual([1, 1, 1, 1])
  })
  it('go with their oldest group when no group has more than one', () => {
    const samples = createRefusalSamples(LIMITS)
    for (let i = 0; i < 7; i += 1) samples.keep(sample(`g${i}`, 1))
    expect(nths(samples.of('g0'))).toEqual([])
    expect(samples.all().map(({ refusal_id }) => refusal_id)).toEqual(['g1', 'g2', 'g3', 'g4', 'g5', 'g6'])
  })
  it('are never more than the limits allow, and what went is told', () => {
    const one = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), bytes: fc.nat(600) })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 80 }), (given) => {
        const samples = createRefusalSamples(LIMITS)
        const kept = new Set<RefusalSample>()
        for (const [nth, { id, bytes }] of given.entries()) {
          const each = sample(id, nth + 1, bytes)
          kept.add(each)
          for (const gone of samples.keep(each)) kept.delete(gone)
          const all = samples.all()
          expect(new Set(all)).toEqual(kept)
          expect(all.length).toBeLessThanOrEqual(LIMITS.samples)
          expect(all.reduce((sum, { bytes: size }) => sum + size, 0)).toBeLessThanOrEqual(LIMITS.bytes)
          expect(samples.of(id).length).toBeLessThanOrEqual(LIMITS.perGroup)
          expect(samples.of(id)[0]).toBe(each)
        }
      }),
    )
  })
})
