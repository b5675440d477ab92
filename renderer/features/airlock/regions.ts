/** A rectangle in pixels of the picture, as screen.redact takes it. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** The rectangle between two points, given as parts (0 to 1) of the picture as it is shown. Null for one without an area. */
export function regionBetween(from: Point, to: Point, picture: Size): Region | null {
  const span = (a: number, b: number, size: number) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)].map((part) => Math.max(0, Math.min(1, part)))
    const start = Math.floor((low ?? 0) * size)
    return { start, length: Math.ceil((high ?? 0) * size) - start }
  }
  const across = span(from.x, to.x, picture.width)
  const down = span(from.y, to.y, picture.height)
  if (across.length < 1 || down.length < 1) return null
  return { x: across.start, y: down.start, width: across.length, height: down.length }
}

/** The same rectangle kept inside the picture, at least one pixel large. */
export function inside({ x, y, width, height }: Region, picture: Size): Region {
  const left = clamp(x, 0, picture.width - 1)
  const top = clamp(y, 0, picture.height - 1)
  return {
    ...{ x: left, y: top },
    ...{ width: clamp(width, 1, picture.width - left), height: clamp(height, 1, picture.height - top) },
  }
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(Math.max(least, most), Math.round(Number.isFinite(value) ? value : least)))

/** Where it lies over the picture as it is shown, in percent. */
export function placeOf({ x, y, width, height }: Region, picture: Size) {
  const percent = (part: number, whole: number) => `${(100 * part) / Math.max(1, whole)}%`
  return {
    ...{ left: percent(x, picture.width), top: percent(y, picture.height) },
    ...{ width: percent(width, picture.width), height: percent(height, picture.height) },
  }
}

/** A rectangle to begin with for those who use keys: the middle of the picture. */
export function middleOf({ width, height }: Size): Region {
  return inside({ x: width * 0.4, y: height * 0.45, width: width * 0.2, height: height * 0.1 }, { width, height })
}

const STEP = 8

/** What an arrow key does to it: moved, or with Shift its lower right corner. Null for any other key. */
export function nudged(region: Region, key: string, isResize: boolean, picture: Size): Region | null {
  const dx = key === 'ArrowLeft' ? -STEP : key === 'ArrowRight' ? STEP : 0
  const dy = key === 'ArrowUp' ? -STEP : key === 'ArrowDown' ? STEP : 0
  if (dx === 0 && dy === 0) return null
  const { x, y, width, height } = region
  if (isResize) return inside({ x, y, width: width + dx, height: height + dy }, picture)
  const moved = { x: clamp(x + dx, 0, picture.width - width), y: clamp(y + dy, 0, picture.height - height) }
  return inside({ ...moved, width, height }, picture)
}
