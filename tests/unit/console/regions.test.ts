import { expect, test } from 'vitest'
import { inside, middleOf, nudged, placeOf, regionBetween } from '../../../renderer/features/airlock/regions.ts'

const PICTURE = { width: 1000, height: 500 }

test('what is drawn over a shrunk picture covers at least those pixels of the real one', () => {
  expect(regionBetween({ x: 0.1, y: 0.2 }, { x: 0.3004, y: 0.4 }, PICTURE)).toEqual({
    x: 100,
    y: 100,
    width: 201,
    height: 100,
  })
})

test('it does not matter in which direction it is drawn, and not that the pointer left the picture', () => {
  const region = regionBetween({ x: 1.5, y: 0.5 }, { x: 0.5, y: -3 }, PICTURE)
  expect(region).toEqual({ x: 500, y: 0, width: 500, height: 250 })
})

test('a mere click draws nothing', () => {
  expect(regionBetween({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.5 }, PICTURE)).toBeNull()
})

test('typed numbers are kept inside the picture', () => {
  expect(inside({ x: 990, y: -5, width: 100, height: Number.NaN }, PICTURE)).toEqual({
    x: 990,
    y: 0,
    width: 10,
    height: 1,
  })
})

test('arrow keys move it, with Shift they change its size, and it never leaves the picture', () => {
  const region = { x: 4, y: 4, width: 100, height: 50 }
  expect(nudged(region, 'ArrowLeft', false, PICTURE)).toEqual({ ...region, x: 0 })
  expect(nudged(region, 'ArrowRight', true, PICTURE)).toEqual({ ...region, width: 108 })
  expect(nudged({ ...region, x: 899 }, 'ArrowRight', false, PICTURE)).toEqual({ ...region, x: 900 })
  expect(nudged(region, 'Enter', false, PICTURE)).toBeNull()
})

test('it is shown where it lies', () => {
  expect(placeOf({ x: 100, y: 100, width: 200, height: 50 }, PICTURE)).toEqual({
    ...{ left: '10%', top: '20%', width: '20%', height: '10%' },
  })
  expect(middleOf(PICTURE)).toEqual({ x: 400, y: 225, width: 200, height: 50 })
})
