import type { Rectangle } from 'electron'

export const SMALLEST = { width: 420, height: 480 }
const USUAL = { width: 1280, height: 840 }

/** How much of the upper part of a window must be on a screen so that a person can take hold of it, in pixels. */
const GRIP = { width: 100, height: 40 }

export interface Place {
  readonly width: number
  readonly height: number
  /** Without it the system puts the window in the middle of the primary screen. */
  readonly at: { readonly x: number; readonly y: number } | null
}

/**
 * Where a window goes that was last at `kept`. `areas` are the usable parts of the screens, the primary one first. A place that is on
 * none of them any more is given up for the primary screen; a size that is larger than the screen is cut down to it.
 */
export function placeOf(kept: Rectangle | null, areas: readonly Rectangle[]): Place {
  const [primary] = areas
  const home = kept === null ? undefined : areas.find((area) => canBeTaken(kept, area))
  const area = home ?? primary
  const within = (wanted: number, least: number, most: number): number => Math.max(least, Math.min(wanted, most))
  const { width, height } = kept ?? USUAL
  return {
    width: within(width, SMALLEST.width, area?.width ?? USUAL.width),
    height: within(height, SMALLEST.height, area?.height ?? USUAL.height),
    at: kept === null || home === undefined ? null : { x: kept.x, y: kept.y },
  }
}

function canBeTaken(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const down = Math.min(window.y + GRIP.height, area.y + area.height) - Math.max(window.y, area.y)
  return across >= GRIP.width && down >= GRIP.height / 2
}
