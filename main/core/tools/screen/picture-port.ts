import type { PixelArea } from './screen-target.ts'

/** Pixels of a picture; what has more is not taken apart here. 8K UHD has 33 million. */
export const MAX_PIXELS = 40_000_000

/** A PNG that was made here: nothing in it but its pixels. */
export interface MadePicture {
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
}

export interface Difference extends MadePicture {
  readonly changed_pixels: number
}

/** `#rrggbb`. */
export type Colour = string

/** Takes pictures apart, out of the way of everything else. `file`: absolute path of a PNG. Each throws ToolError (picture-failures.ts). */
export interface PicturePort {
  /** The areas are filled; nothing of what was there is left in the picture. */
  redact(file: string, areas: readonly PixelArea[], colour: Colour, signal: AbortSignal): Promise<MadePicture>
  /** `tolerance`: 0 counts every pixel that differs at all, 1 none. Changed pixels are red, the rest is pale. */
  compare(a: string, b: string, tolerance: number, signal: AbortSignal): Promise<Difference>
  crop(file: string, area: PixelArea, signal: AbortSignal): Promise<MadePicture>
}
