import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentile } from '../../../main/core/reports/percentile.ts'

describe('a percentile', () => {
  it('is the measured value at the nearest rank', () => {
    const twenty = Array.from({ length: 20 }, (_, i) => 20 - i)
    expect(percentile(twenty, 50)).toBe(10)
    expect(percentile(twenty, 95)).toBe(19)
    expect(percentile(twenty, 100)).toBe(20)
    expect(percentile([7], 95)).toBe(7)
    expect(percentile([3, 1, 2], 0)).toBe(1)
  })

  it('is exceeded by at most the rest of the values', () => {
    const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (measured, percent) => {
        const value = percentile(measured, percent)
        const above = measured.filter((one) => one > value).length
        return measured.includes(value) && above <= (measured.length * (100 - percent)) / 100
      }),
    )
  })

  it('leaves the values in their order', () => {
    const values = [3, 1, 2]
    percentile(values, 50)
    expect(values).toEqual([3, 1, 2])
  })

  it('is refused where nothing was measured, or for no percentage', () => {
    expect(() => percentile([], 95)).toThrow(RangeError)
    expect(() => percentile([1], 101)).toThrow(RangeError)
    expect(() => percentile([1], Number.NaN)).toThrow(RangeError)
  })
})
