import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startBackend } from '../../support/portal/portal-backend.ts'
import { LEFT, REAL_BACKEND, RIGHT, startDesktop, type WaylandDesktop } from '../../support/portal/wayland-desktop.ts'
import { pixelAt, type ScreenApp, startScreenApp } from '../../support/screen-app.ts'

const STAND_IN = 'org.freedesktop.impl.portal.desktop.test'

/** A console in this session, which says that it is `desktop`. The portal goes on thinking that it is sway's. */
async function consoleIn({ env }: WaylandDesktop, desktop: string): Promise<ScreenApp> {
  for (const [name, value] of Object.entries({ ...env, XDG_CURRENT_DESKTOP: desktop, DISPLAY: '' }))
    vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  return startScreenApp({})
}

async function statusOf({ app }: ScreenApp, name: string) {
  const { items } = (await (await app.call('GET', '/api/tools', 'observer')).json()) as {
    items: { tool: string; status: { state: string; detail: string; remediation_hint: string | null } }[]
  }
  return items.find(({ tool }) => tool === name)?.status
}

async function expectBothDisplays({ call, artifact }: ScreenApp, way: string): Promise<void> {
  const run = await call('screen.capture', { target: { kind: 'all' } }, `${way}-all-0001`)
  expect(run).toMatchObject({ state: 'done', failure: null, result: { way } })
  const all = PNG.sync.read(await artifact(run, 'capture.png'))
  expect([all.width, all.height]).toEqual([640, 240])
  for (const [x, y, colour] of [
    [0, 0, LEFT],
    [319, 239, LEFT],
    [320, 0, RIGHT],
    [639, 239, RIGHT],
  ] as const)
    expect([x, y, pixelAt(all, x, y)]).toEqual([x, y, colour])

  const target = { kind: 'region', x: 310, y: 100, width: 21, height: 9 }
  const cut = await call('screen.capture', { target }, `${way}-region-0001`)
  const part = PNG.sync.read(await artifact(cut, 'capture.png'))
  expect([part.width, part.height, pixelAt(part, 9, 8), pixelAt(part, 10, 0)]).toEqual([21, 9, LEFT, RIGHT])
}

describe('a Wayland desktop', () => {
  it('is seen through its portal by a plain process, as it is drawn', async () => {
    const desktop = await startDesktop(REAL_BACKEND, STAND_IN)
    await startBackend(desktop.bus, STAND_IN, '/nowhere')
    const screen = await consoleIn(desktop, 'GNOME')
    expect(await statusOf(screen, 'screen.capture')).toMatchObject({
      ...{ state: 'ready', detail: expect.stringContaining('through its portal') },
    })
    await expectBothDisplays(screen, 'portal')
    const { call } = screen
    expect((await call('screen.sources', {}, 'sources-0001')).result).toMatchObject({ sources: [] })
    const one = { target: { kind: 'display', id: 'HEADLESS-1' } }
    expect((await call('screen.capture', one, 'one-0001')).failure?.error_code).toBe('screen_target_unsupported')
  })

  it('is seen through grim where the compositor serves it, each display too', async () => {
    const desktop = await startDesktop(REAL_BACKEND, STAND_IN)
    const screen = await consoleIn(desktop, 'sway')
    await expectBothDisplays(screen, 'wayland')
    const one = { target: { kind: 'display', id: 'HEADLESS-2' } }
    const run = await screen.call('screen.capture', one, 'one-0001')
    const png = PNG.sync.read(await screen.artifact(run, 'capture.png'))
    expect([png.width, png.height, pixelAt(png, 0, 0)]).toEqual([320, 240, RIGHT])
  })

  it('is seen only with the permission that its portal asks the person for, once and for all', async () => {
    const desktop = await startDesktop(STAND_IN, STAND_IN)
    const shots = join(desktop.bus.home, 'Pictures')
    mkdirSync(shots)
    const person = await startBackend(desktop.bus, STAND_IN, join(shots, 'Screenshot.png'))
    const screen = await consoleIn(desktop, 'GNOME')
    const whole = { target: { kind: 'all' } }

    const refused = await screen.call('screen.capture', whole, 'refused-0001')
    expect(refused).toMatchObject({ state: 'failed', failure: { error_code: 'screen_permission' } })
    expect(person.questions).toEqual([expect.stringContaining('take screenshots')])
    // The portal remembers the answer, and does not ask again.
    const again = await screen.call('screen.capture', whole, 'refused-0002')
    expect(again).toMatchObject({ state: 'failed', failure: { error_code: 'screen_permission' } })
    expect(again.failure?.detail).toContain('denied for programs without an id')
    expect(await statusOf(screen, 'screen.capture')).toMatchObject({
      ...{ state: 'unavailable', remediation_hint: expect.stringContaining('flatpak permission-set') },
    })
    expect([person.questions.length, existsSync(join(shots, 'Screenshot.png'))]).toEqual([1, false])

    const bus = await desktop.bus.connect()
    const store = 'org.freedesktop.impl.portal.PermissionStore'
    await bus.invoke({
      ...{ destination: store, path: '/org/freedesktop/impl/portal/PermissionStore', interface: store },
      ...{ member: 'SetPermission', signature: 'sbssas', body: ['screenshot', true, 'screenshot', '', ['yes']] },
    })
    await expectBothDisplays(screen, 'portal')
    expect([person.questions.length, readdirSync(shots)]).toEqual([1, []])
    expect(await statusOf(screen, 'screen.capture')).toMatchObject({ state: 'ready' })
  })
})
