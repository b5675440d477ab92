import { ToolError } from '../tool.ts'
import { MAX_PIXELS } from './picture-port.ts'
import type { PixelArea } from './screen-target.ts'

type Size = Pick<PixelArea, 'width' | 'height'>

/** Not a PNG that is whole, or a film that can be read. */
export const pictureUnreadable = (what: string, cause: unknown): ToolError =>
  new ToolError('picture_unreadable', `${what} cannot be read.`, 'Take an artifact that is whole; capture it anew.', {
    cause,
  })

export const pictureTooLarge = ({ width, height }: Size): ToolError =>
  new ToolError(
    'picture_too_large',
    `The picture has ${width} × ${height} pixels; at most ${MAX_PIXELS} are taken apart.`,
    'Capture a region instead of everything.',
  )

export const mediaUnsupported = (mediaType: string, wanted: string): ToolError =>
  new ToolError(
    'media_unsupported',
    `The artifact is said to be ${mediaType}; this tool takes ${wanted}.`,
    'Name an artifact of that kind: its media_type is in the evidence of the task.',
  )

/** Whoever hides something names the very place; nothing is guessed. */
export const areaOutside = (area: PixelArea, { width, height }: Size): ToolError =>
  new ToolError(
    'region_outside',
    `The region ${area.width} × ${area.height} at ${area.x}, ${area.y} does not lie wholly inside ${width} × ${height} pixels.`,
    'Give regions in pixels of the artifact itself, from its upper left corner.',
  )

export const sizesDiffer = (a: Size, b: Size): ToolError =>
  new ToolError(
    'sizes_differ',
    `The pictures have ${a.width} × ${a.height} and ${b.width} × ${b.height} pixels.`,
    'Compare captures of the same target, taken while the screen had the same size.',
  )

/** `said`: the words of the program, one inert line. */
export const redactionFailed = (said: string, cause: unknown): ToolError =>
  new ToolError(
    'redact_failed',
    `The film could not be redacted: ${said}`,
    'Nothing was kept of the attempt, and the original is as it was. Check the disk, and that ffmpeg can play the film.',
    { cause },
  )
