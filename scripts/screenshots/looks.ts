import type { BrowserContextOptions } from 'playwright'

const still = { reducedMotion: 'reduce' } as const
const wide = { viewport: { width: 1280, height: 800 } }

/** How a page is looked at. */
export const LOOKS = {
  light: { ...still, ...wide, colorScheme: 'light' },
  dark: { ...still, ...wide, colorScheme: 'dark' },
  narrow: { ...still, viewport: { width: 400, height: 850 }, colorScheme: 'light' },
  'narrow-dark': { ...still, viewport: { width: 400, height: 850 }, colorScheme: 'dark' },
  // What a window of 1280×800 shows at a zoom of 200 %.
  zoom: { ...still, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'light' },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>
export type Look = keyof typeof LOOKS

export const LOOK_NAMES = Object.keys(LOOKS) as readonly Look[]
