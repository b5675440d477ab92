import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundHeaders } from '../../../main/core/ingest/bounded-headers.ts'

const sizeOf = (headers: object): number => Buffer.byteLength(JSON.stringify(headers))

describe('headers that are kept', () => {
  it('stay as they are when they fit', () => {
    const headers = { 'x-b': '2', 'x-a': '1' }
    expect(boundHeaders(headers, sizeOf(headers))).toEqual({ headers, dropped: 0 })
  })
  it('lose the longest first, and it is told how many', () => {
    const headers = { 'x-a': '1', 'x-long': 'x'.repeat(300), 'x-b': '2', 'x-longer': 'x'.repeat(301) }
    expect(boundHeaders(headers, 400)).toEqual({
      headers: { 'x-a': '1', 'x-long': 'x'.repeat(300), 'x-b': '2' },
      dropped: 1,
    })
    expect(boundHeaders(headers, 30)).toEqual({ headers: { 'x-a': '1', 'x-b': '2' }, dropped: 2 })
  })
  it('never take more room than they have, whatever they hold, and none is changed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { noNullPrototype: true }),
        fc.integer({ min: 2, max: 200 }),
        (given, room) => {
          const { headers, dropped } = boundHeaders(given, room)
          expect(sizeOf(headers)).toBeLessThanOrEqual(room)
          expect(Object.keys(headers).length + dropped).toBe(Object.keys(given).length)
          for (const [name, value] of Object.entries(headers)) expect(value).toBe(given[name])
        },
      ),
    )
  })
})
