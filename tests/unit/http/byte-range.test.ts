import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { rangeOf } from '../../../main/http/byte-range.ts'

const ETAG = '"abc"'
const asked = (range: string | null, size: number, ifRange: string | null = null) =>
  rangeOf((name) => (name === 'range' ? range : name === 'if-range' ? ifRange : null), { size, etag: ETAG })

describe('the range that is asked for', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=0-499', 0, 500],
    ['bytes=500-999', 500, 1000],
    ['bytes=500-', 500, 1000],
    ['bytes=500-99999', 500, 1000],
    ['bytes=-500', 500, 1000],
    ['bytes=-99999', 0, 1000],
    ['Bytes=999-', 999, 1000],
    ['bytes= 1-2', 1, 3],
  ])('%s of 1000 bytes is %i up to %i', (range, from, to) => {
    expect(asked(range, 1000)).toEqual({ from, to })
  })

  it.each([null, '', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-3', 'bytes=0-1,5-6', 'items=0-1', 'bytes=1-2x'])(
    'is everything for %j',
    (range) => {
      expect(asked(range, 1000)).toBeNull()
    },
  )

  it.each([
    ['bytes=1000-', 1000],
    ['bytes=1000-2000', 1000],
    ['bytes=-0', 1000],
    ['bytes=0-', 0],
    ['bytes=-1', 0],
  ])('%s of %i bytes is not there, and how many there are is said', (range, size) => {
    const refused = expect.objectContaining({ code: 'range_not_satisfiable', extras: { bytes: size } })
    expect(() => asked(range, size)).toThrow(AppError)
    expect(() => asked(range, size)).toThrow(refused)
  })

  it('counts only for the very bytes of which the client holds a part', () => {
    expect(asked('bytes=1-2', 10, ETAG)).toEqual({ from: 1, to: 3 })
    for (const other of ['"abcd"', 'W/"abc"', 'Sat, 31 Jan 2026 09:30:00 GMT'])
      expect(asked('bytes=1-2', 10, other)).toBeNull()
  })
})
