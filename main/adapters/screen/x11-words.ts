import { oneLine } from '../../core/tools/one-line.ts'
import type { ListedSource } from '../../core/tools/screen/screen-port.ts'
import type { PixelArea } from '../../core/tools/screen/screen-target.ts'

/**
 * Where a shown window is, from `xwininfo -stats`; null when it is not shown. The title of the window, which may say anything, stands
 * before the facts: of each fact the last one counts.
 */
export function windowPlace(said: string): PixelArea | null {
  const last = (pattern: RegExp): string | undefined => [...said.matchAll(pattern)].at(-1)?.[1]
  const number = (words: string): number => Number(last(new RegExp(`^  ${words}: +(-?\\d{1,6})$`, 'gm')))
  const place = {
    ...{ x: number('Absolute upper-left X'), y: number('Absolute upper-left Y') },
    ...{ width: number('Width'), height: number('Height') },
  }
  if (Object.values(place).some(Number.isNaN) || place.width < 1 || place.height < 1) return null
  return last(/^ {2}Map State: (\w+)$/gm) === 'IsViewable' ? place : null
}

/** `xrandr --listmonitors`, lines like ` 0: +*HDMI-1 1920/510x1080/287+0+0  HDMI-1`. */
export function monitors(said: string): ListedSource[] {
  const line = /^ \d{1,3}: \+?\*?([A-Za-z0-9._-]{1,64}) (\d{1,5})\/\d+x(\d{1,5})\/\d+([+-]\d{1,5})([+-]\d{1,5}) /gm
  return [...said.matchAll(line)].map(([, id = '', width, height, x, y]) => ({
    ...{ id, name: id, kind: 'display' as const },
    place: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
  }))
}

/** `xprop -root _NET_CLIENT_LIST`: ids of the windows that a window manager looks after. */
export function clientIds(said: string): string[] {
  const list = /^_NET_CLIENT_LIST\(WINDOW\): window id # (.*)$/m.exec(said)?.[1] ?? ''
  return list.split(', ').filter((id) => /^0x[0-9a-f]{1,8}$/.test(id))
}

/** `xwininfo -root -children`. A title can put lines of its own between these; what they name is asked for by its id anyway. */
export function childIds(said: string): string[] {
  return [...new Set([...said.matchAll(/^ {5}(0x[0-9a-f]{1,8}) /gm)].map(([, id = '']) => id))]
}

/** `xprop -id ID _NET_WM_NAME WM_NAME`: the first name, as one inert line; null when it has none. */
export function quotedName(said: string): string | null {
  const quoted = /^(?:_NET_)?WM_NAME\([A-Z0-9_]+\) = "(.*)"$/m.exec(said)?.[1]
  if (quoted === undefined) return null
  const name = oneLine(quoted.replaceAll(/\\(["\\])/g, '$1'))
  return name === '' ? null : name
}
