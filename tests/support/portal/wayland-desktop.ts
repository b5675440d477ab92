import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { temporaryFolder } from '../data-root.ts'
import { startProcess } from './started-process.ts'
import { startBus, type TestBus } from './test-bus.ts'

/** Colours of the two displays: 320 × 240 pixels each, LEFT from 0, 0 and RIGHT from 320, 0. */
export const LEFT = '#204060'
export const RIGHT = '#e01020'

const SWAY = `
output HEADLESS-1 resolution 320x240 position 0,0 bg ${LEFT} solid_color
output HEADLESS-2 resolution 320x240 position 320,0 bg ${RIGHT} solid_color
`
/** The portal of Debian lies outside of the PATH. */
const PORTALS = {
  'org.freedesktop.portal.Desktop': '/usr/libexec/xdg-desktop-portal',
  'org.freedesktop.impl.portal.PermissionStore': '/usr/libexec/xdg-permission-store',
}

/** A Wayland desktop without a screen: sway with two displays, a session bus, and the portal of xdg-desktop-portal. */
export interface WaylandDesktop {
  readonly bus: TestBus
  /** What a program of this session has in its environment. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * `screenshots`: the name on the bus of the backend that takes pictures for the portal; the real one of sway is REAL_BACKEND. `access`: of
 * the one that puts the portal's questions to the person.
 */
export async function startDesktop(screenshots: string, access: string): Promise<WaylandDesktop> {
  const root = await temporaryFolder()
  const runtime = join(root, 'runtime')
  mkdirSync(runtime, { mode: 0o700 })
  const config = join(root, 'sway.conf')
  writeFileSync(config, SWAY)
  const headless = { WLR_BACKENDS: 'headless', WLR_HEADLESS_OUTPUTS: '2', WLR_LIBINPUT_NO_DEVICES: '1' }
  const base = { PATH: process.env['PATH'], HOME: root, XDG_RUNTIME_DIR: runtime }
  const [program, ...args] = [...withoutRoot(), 'sway', '--config', config]
  startProcess(program ?? '', args, { ...base, ...headless, WLR_RENDERER: 'pixman' })
  // The backend of sway wants it for films, and does not start without it.
  startProcess('pipewire', [], base)
  // Nothing else has a display in this folder.
  const display = { WAYLAND_DISPLAY: 'wayland-1', XDG_CURRENT_DESKTOP: 'sway', XDG_SESSION_TYPE: 'wayland' }
  await expect.poll(() => ['wayland-1', 'pipewire-0'].filter((name) => existsSync(join(runtime, name)))).toHaveLength(2)

  const portals = join(root, 'portals')
  mkdirSync(portals)
  for (const [name, owner, what] of [
    ['screenshots', screenshots, 'Screenshot'],
    ['access', access, 'Access'],
  ])
    writeFileSync(
      join(portals, `${name}.portal`),
      `[portal]\nDBusName=${owner}\nInterfaces=org.freedesktop.impl.portal.${what};\nUseIn=sway\n`,
    )
  const bus = await startBus(PORTALS, { ...display, XDG_DESKTOP_PORTAL_DIR: portals }, root)
  await startRealBackend(bus)
  return { bus, env: bus.env }
}

export const REAL_BACKEND = 'org.freedesktop.impl.portal.desktop.wlr'

/**
 * Not by the bus, and asked once before anybody else does: a message that comes while it takes its name lies there until the next one, and
 * the portal would wait for it.
 */
async function startRealBackend(bus: TestBus): Promise<void> {
  startProcess('/usr/libexec/xdg-desktop-portal-wlr', [], { PATH: process.env['PATH'], ...bus.env })
  const client = await bus.connect()
  await expect.poll(() => client.nameHasOwner(REAL_BACKEND)).toBe(true)
  const ping = { path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }
  await client.invoke({ destination: REAL_BACKEND, ...ping })
}

/** sway refuses to run where it could become root; root runs it as another user of a namespace of its own (user_namespaces(7)). */
const withoutRoot = (): string[] =>
  process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : []
