import { noDisplay, programMissing } from '../../core/tools/screen/screen-failures.ts'
import type { ListedSource } from '../../core/tools/screen/screen-port.ts'
import { type PixelArea, ScreenSourceId } from '../../core/tools/screen/screen-target.ts'
import { askProgram, ProgramFailure } from '../programs/run-program.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { childIds, clientIds, monitors, quotedName, windowPlace } from './x11-words.ts'

export interface X11Sources {
  /** Size of the whole desktop. */
  root(signal: AbortSignal): Promise<PixelArea>
  /** Null when there is no such display or window, or it is not shown. */
  place(kind: ListedSource['kind'], id: string, signal: AbortSignal): Promise<PixelArea | null>
  list(signal: AbortSignal): Promise<readonly ListedSource[]>
}

/** Each window is asked for by itself. */
const MOST_WINDOWS = 60
const INSTALL = 'Install x11-utils (xwininfo, xprop) and x11-xserver-utils (xrandr).'

/** Displays and windows of an X server, asked with the programs of the X.Org project. Each throws ToolError. */
export function createX11Sources({ env, find }: Surroundings): X11Sources {
  async function ask(name: string, args: readonly string[], signal: AbortSignal): Promise<string> {
    const program = find(name)
    if (program === null) throw programMissing([name], INSTALL)
    return askProgram({ program, args, env }, signal)
  }

  /** Null for what the server does not know. */
  async function known(name: string, args: readonly string[], signal: AbortSignal): Promise<string | null> {
    return ask(name, args, signal).catch((error: unknown) => {
      if (error instanceof ProgramFailure && error.ended === 'failed') return null
      throw error
    })
  }

  async function placeOf(id: string, signal: AbortSignal): Promise<PixelArea | null> {
    if (!/^0x[0-9a-f]{1,8}$/.test(id)) return null
    const said = await known('xwininfo', ['-id', id, '-stats'], signal)
    return said === null ? null : windowPlace(said)
  }

  async function displays(signal: AbortSignal): Promise<ListedSource[]> {
    if (find('xrandr') === null) return []
    return monitors((await known('xrandr', ['--listmonitors'], signal)) ?? '')
  }

  async function root(signal: AbortSignal): Promise<PixelArea> {
    const place = windowPlace((await known('xwininfo', ['-root', '-stats'], signal)) ?? '')
    if (place === null) throw noDisplay('The X server does not answer.', 'Check DISPLAY, and that the X server runs.')
    return place
  }

  async function windowIds(signal: AbortSignal): Promise<string[]> {
    // What a window manager says; without one, what lies on the root.
    const clients = clientIds((await known('xprop', ['-root', '_NET_CLIENT_LIST'], signal)) ?? '')
    if (clients.length > 0) return clients
    return childIds((await known('xwininfo', ['-root', '-children'], signal)) ?? '')
  }

  async function windowAt(id: string, signal: AbortSignal): Promise<ListedSource | null> {
    const place = await placeOf(id, signal)
    if (place === null) return null
    const said = (await known('xprop', ['-id', id, '_NET_WM_NAME', 'WM_NAME'], signal)) ?? ''
    return { id, name: quotedName(said) ?? id, kind: 'window', place }
  }

  return {
    root,
    place: async (kind, id, signal) =>
      kind === 'window'
        ? placeOf(id, signal)
        : ((await displays(signal)).find((display) => display.id === id)?.place ?? null),
    list: async (signal) => {
      await root(signal)
      const found: ListedSource[] = (await displays(signal)).filter(({ id }) => ScreenSourceId.safeParse(id).success)
      for (const id of (await windowIds(signal)).slice(0, MOST_WINDOWS)) {
        const window = await windowAt(id, signal)
        if (window !== null) found.push(window)
      }
      return found
    },
  }
}
