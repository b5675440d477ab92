import { expect } from 'vitest'

/** How far each of red, green and blue may be away after a film was packed and unpacked. */
const OFF = 8

/** Matches a colour like `#204060` and those that a film makes of it. */
export function nearly(colour: string): string {
  const wanted = parts(colour)
  const close = (given: string): boolean =>
    parts(given).every((part, at) => Math.abs(part - (wanted[at] ?? 999)) <= OFF)
  return expect.toSatisfy(close, `nearly ${colour}`) as string
}

const parts = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
