import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import * as z from 'zod'
import type { Logger } from '../../core/kernel/logger.ts'
import type { PicturePort } from '../../core/tools/screen/picture-port.ts'
import { targetUnsupported } from '../../core/tools/screen/screen-failures.ts'
import type { ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { failureOfPortal, nobodyAnswered, portalGaveUp, refusedByPerson, refusedForGood } from './portal-failures.ts'
import { fetchPicture, openCopy, portalFolders } from './portal-picture.ts'
import { askForPicture, PORTAL } from './portal-request.ts'
import type { RecordingWay, ScreenWay } from './screen-way.ts'
import { openSessionBus, type SessionBus } from './session-bus.ts'
import { sessionBusSocket } from './session-bus-address.ts'

export interface PortalParts {
  readonly env: Surroundings['env']
  /** Of the session bus, as sessionBusSocket() answers it. */
  readonly socket: string
  readonly pictures: Pick<PicturePort, 'crop'>
  readonly recording: RecordingWay
  readonly logger: Pick<Logger, 'warn'>
  /** How long the portal, and the person whom it may ask, are waited for, in milliseconds. */
  readonly deadline_ms: number
}

/** Enough for a person who looks up and reads; less than the tool may take, so that the request is closed and explained. */
export const PORTAL_PATIENCE_MS = 75_000

const PICTURE = 'portal.png'

/**
 * The screen as the portal of a Wayland desktop shows it: the way for whoever has no program of the compositor at hand. It knows the whole
 * screen only; a region is cut out of that. It may ask the person at the screen, and remembers the answer.
 */
export function createPortalScreen(parts: PortalParts): ScreenWay {
  const { env, socket, pictures, logger, deadline_ms } = parts

  async function take(target: ScreenTarget, folder: string, signal: AbortSignal): Promise<readonly string[]> {
    if (target.kind === 'window' || target.kind === 'display') throw onlyAll(target.kind)
    const file = join(folder, PICTURE)
    await rm(file, { force: true })
    const askedAt = await openCopy(file)
    try {
      const uri = await pictureAddress(socket, deadline_ms, signal)
      const { left } = await fetchPicture(uri, file, askedAt, portalFolders(env))
      if (left !== null)
        logger.warn(
          { file: left },
          'the portal named a picture that was there before: it was copied, and left where it is',
        )
      if (target.kind === 'region') {
        const { x, y, width, height } = target
        await writeFile(file, (await pictures.crop(file, { x, y, width, height }, signal)).png)
      }
      return [PICTURE]
    } catch (error) {
      await rm(file, { force: true })
      throw failureOfPortal(error)
    }
  }

  return {
    name: 'portal',
    words: 'the Wayland desktop, through its portal, which may ask the person at the screen',
    missing: () => null,
    // No portal lists displays or windows.
    sources: async () => [],
    take,
    recording: parts.recording,
  }
}

/**
 * Where the bus listens on which this desktop has a portal, or null: it has one where the bus would start it by its service file
 * (https://dbus.freedesktop.org/doc/dbus-specification.html#message-bus-starting-services).
 */
export function portalSocket({ env }: Pick<Surroundings, 'env'>): string | null {
  const { XDG_DATA_HOME, XDG_DATA_DIRS, XDG_RUNTIME_DIR, HOME } = env
  const folders = [
    ...[XDG_RUNTIME_DIR, XDG_DATA_HOME ?? (HOME && join(HOME, '.local/share'))],
    ...(XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(':'),
  ]
  const isInstalled = folders.some(
    (folder) =>
      folder !== undefined && isAbsolute(folder) && existsSync(join(folder, `dbus-1/services/${PORTAL}.service`)),
  )
  return isInstalled ? sessionBusSocket(env) : null
}

const onlyAll = (kind: string) =>
  targetUnsupported(
    `The portal of a Wayland desktop gives a plain process no single ${kind}.`,
    'Capture everything or a region, or use the desktop app.',
  )

/** Throws ToolError, BusFailure, or what `signal` fell for. */
async function pictureAddress(socket: string, deadline_ms: number, signal: AbortSignal): Promise<string> {
  const deadline = AbortSignal.timeout(deadline_ms)
  const both = AbortSignal.any([signal, deadline])
  let bus: SessionBus | null = null
  try {
    bus = await openSessionBus(socket, both)
    const response = await askForPicture(bus, both)
    if (response.kind === 'picture') return response.uri
    if (response.kind === 'refused') throw refusedByPerson()
    const denied = await deniedPrograms(bus, both)
    throw denied.length > 0 ? refusedForGood(denied) : portalGaveUp(response.code)
  } catch (error) {
    if (deadline.aborted && !signal.aborted) throw nobodyAnswered(deadline_ms)
    throw error
  } finally {
    bus?.close()
  }
}

const Stored = z.tuple([z.record(z.string(), z.array(z.string())), z.unknown()])

/**
 * For which programs the permission store says no. A portal that was told so breaks off as if something had failed, so this is asked for
 * the explanation alone, and its silence changes nothing.
 * https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.impl.portal.PermissionStore.html
 */
async function deniedPrograms(bus: SessionBus, signal: AbortSignal): Promise<string[]> {
  const store = 'org.freedesktop.impl.portal.PermissionStore'
  const lookup = { destination: store, path: '/org/freedesktop/impl/portal/PermissionStore', interface: store }
  try {
    const asked = { ...lookup, member: 'Lookup', signature: 'ss', body: ['screenshot', 'screenshot'] }
    const stored = Stored.safeParse(await bus.call(asked, AbortSignal.any([signal, AbortSignal.timeout(3000)])))
    if (!stored.success) return []
    return Object.entries(stored.data[0]).flatMap(([id, said]) => (said.includes('no') ? [id] : []))
  } catch {
    return []
  }
}
