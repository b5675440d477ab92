import { targetNotFound, targetUnsupported } from '../../core/tools/screen/screen-failures.ts'
import type { PixelArea, ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import type { X11Sources } from './x11-sources.ts'

/**
 * Input options of ffmpeg for what is to be seen of an X display. https://ffmpeg.org/ffmpeg-devices.html#x11grab
 * Throws ToolError `screen_target_not_found`, `screen_target_unsupported`.
 */
export async function x11Input(
  target: ScreenTarget,
  display: string,
  sources: X11Sources,
  signal: AbortSignal,
): Promise<string[]> {
  const from = ['-i', display]
  if (target.kind === 'all') return from
  const root = await sources.root(signal)
  if (target.kind === 'region') {
    if (inside(root, target) === null || !holds(root, target))
      throw targetUnsupported(
        `The region does not lie on the screen, which has ${root.width} × ${root.height} pixels.`,
        'Ask screen.sources where the displays are.',
      )
    return [...grab(target), ...from]
  }
  const found = await sources.place(target.kind, target.id, signal)
  if (found === null) throw targetNotFound(`${target.kind} ${target.id}`)
  const seen = inside(root, found)
  if (seen === null)
    throw targetUnsupported(`The ${target.kind} ${target.id} is not on the screen now.`, 'Bring it onto the screen.')
  if (target.kind === 'display') return [...grab(seen), ...from]
  // Of a window that hangs over the edge only what is on the screen has pixels.
  const within = { ...seen, x: seen.x - found.x, y: seen.y - found.y }
  return ['-window_id', target.id, ...grab(within), ...from]
}

const grab = ({ x, y, width, height }: PixelArea): string[] => [
  ...['-grab_x', String(x), '-grab_y', String(y), '-video_size', `${width}x${height}`],
]

const holds = (whole: PixelArea, part: PixelArea): boolean =>
  part.x + part.width <= whole.width && part.y + part.height <= whole.height

/** The part of `area` that is on the screen; null when none is. */
function inside(root: PixelArea, area: PixelArea): PixelArea | null {
  const [x, y] = [Math.max(0, area.x), Math.max(0, area.y)]
  const width = Math.min(root.width, area.x + area.width) - x
  const height = Math.min(root.height, area.y + area.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}
