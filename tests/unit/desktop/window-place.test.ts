import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../main/electron/window-place.ts'
import { nextZoom } from '../../../main/electron/window-zoom.ts'

const LARGE = { x: 0, y: 0, width: 1920, height: 1040 }
const RIGHT = { x: 1920, y: 0, width: 1280, height: 1024 }

describe('the place of the window', () => {
  it('at the first start is the middle of the primary screen', () => {
    expect(placeOf(null, [LARGE])).toEqual({ width: 1280, height: 840, at: null })
  })

  it('is where it was, on any screen that is there', () => {
    const onSecond = { x: 2000, y: 100, width: 900, height: 700 }
    expect(placeOf(onSecond, [LARGE, RIGHT])).toEqual({ width: 900, height: 700, at: { x: 2000, y: 100 } })
  })

  it('is the primary screen when the screen that it was on has gone', () => {
    const onSecond = { x: 2000, y: 100, width: 900, height: 700 }
    expect(placeOf(onSecond, [LARGE])).toEqual({ width: 900, height: 700, at: null })
  })

  it.each([
    ['above every screen', { x: 100, y: -400, width: 900, height: 700 }],
    ['below every screen', { x: 100, y: 1035, width: 900, height: 700 }],
    ['with a strip too small to take hold of', { x: -860, y: 100, width: 900, height: 700 }],
  ])('is given up %s', (_what, kept) => {
    expect(placeOf(kept, [LARGE]).at).toBeNull()
  })

  it('half beside the screen is kept: people put windows there', () => {
    expect(placeOf({ x: -450, y: 100, width: 900, height: 700 }, [LARGE]).at).toEqual({ x: -450, y: 100 })
  })

  it('is cut down to a smaller screen, and never below what the console needs', () => {
    expect(placeOf({ x: 0, y: 0, width: 5000, height: 5000 }, [LARGE])).toMatchObject({ width: 1920, height: 1040 })
    expect(placeOf({ x: 0, y: 0, width: 10, height: 10 }, [LARGE])).toMatchObject({ width: 420, height: 480 })
  })

  it('without any screen is the usual size', () => {
    expect(placeOf({ x: 0, y: 0, width: 900, height: 700 }, [])).toEqual({ width: 900, height: 700, at: null })
  })
})

describe('the zoom', () => {
  it('goes in the steps of a browser and stops at both ends', () => {
    expect([nextZoom(1, 'in'), nextZoom(1, 'out'), nextZoom(2.5, 'reset')]).toEqual([1.1, 0.9, 1])
    expect([nextZoom(3, 'in'), nextZoom(0.5, 'out')]).toEqual([3, 0.5])
    expect(nextZoom(1.1000000238418579, 'in')).toBe(1.25)
  })
})
