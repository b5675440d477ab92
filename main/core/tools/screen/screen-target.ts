import * as z from 'zod'

/** Id of a display or window as `screen.sources` lists it: `HDMI-1`, `0x600003`, `screen:1:0`. */
export const ScreenSourceId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,99}$/, 'the id of a display or window is as screen.sources lists it')

/** A rectangle in pixels, from the upper left corner of the picture. */
export const PixelArea = z.strictObject({
  x: z.int().min(0).max(65_535),
  y: z.int().min(0).max(65_535),
  width: z.int().min(1).max(65_535),
  height: z.int().min(1).max(65_535),
})
export type PixelArea = z.infer<typeof PixelArea>

/** What is to be seen: everything, one display, one window, or a part of the whole desktop. */
export const ScreenTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('display'), id: ScreenSourceId }),
  z.strictObject({ kind: z.literal('window'), id: ScreenSourceId }),
  z.strictObject({ kind: z.literal('region'), ...PixelArea.shape }),
])
export type ScreenTarget = z.infer<typeof ScreenTarget>

/** In words for a list: `the window 0x600003`. */
export function targetWords(target: ScreenTarget): string {
  switch (target.kind) {
    case 'all':
      return 'the whole screen'
    case 'region':
      return `${target.width} × ${target.height} pixels of the screen at ${target.x}, ${target.y}`
    default:
      return `the ${target.kind} ${target.id}`
  }
}
