import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { createPictures } from '../../../main/adapters/pictures/pictures.ts'
import { surroundingsOf } from '../../../main/adapters/programs/surroundings.ts'
import { chooseWay } from '../../../main/adapters/screen/choose-way.ts'
import type { HostPorts, ScreenSource } from '../../../main/core/tools/host-ports.ts'
import type { ScreenTarget } from '../../../main/core/tools/screen/screen-target.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { pixelAt } from '../../support/screen-app.ts'

const pictures = createPictures()
const never = new AbortController().signal
const SILENT = { warn: () => undefined }
const BOTH = { DISPLAY: ':7', WAYLAND_DISPLAY: 'wayland-0' }

const chosenOn = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, named: string | null = null) =>
  chooseWay(surroundingsOf({ platform, env }, named), named, null, pictures, SILENT)

/** A desktop app whose pictures are of one colour; `chosen` by the operator. */
function desktop(sources: readonly ScreenSource[], chosen: string | null): HostPorts['screen'] {
  const picture = new PNG({ width: 8, height: 6 })
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([at / 4, 7, 9, 255], at)
  return {
    sources: async () => sources,
    chosen: () => chosen,
    capture: async () => ({ png: PNG.sync.write(picture), width: 8, height: 6 }),
  }
}

const SCREEN: ScreenSource = { id: 'screen:1:0', name: 'One\u202e', kind: 'screen' }
const OTHER: ScreenSource = { id: 'screen:2:0', name: 'Two', kind: 'screen' }
const WINDOW: ScreenSource = { id: 'window:255:0', name: 'Mail', kind: 'window' }

describe('how a machine is looked at', () => {
  it.each<[string, NodeJS.Platform, NodeJS.ProcessEnv, string | null, string]>([
    ['an X display of its own', 'linux', { DISPLAY: ':7' }, null, 'x11'],
    ['Wayland before the X display of old programs', 'linux', BOTH, null, 'wayland'],
    ['the X display that the settings name before everything', 'linux', BOTH, ':99', 'x11'],
    ['screencapture', 'darwin', {}, null, 'screencapture'],
    ['PowerShell', 'win32', {}, null, 'powershell'],
    ['nothing', 'linux', {}, null, 'none'],
  ])('is %s', (_what, platform, env, named, name) => expect(chosenOn(platform, env, named).name).toBe(name))

  it.each<[string, string[], string, string]>([
    ['grim where the compositor serves it, for it takes single displays', ['grim', 'spectacle'], 'sway', 'wayland'],
    [
      'the portal where there is no grim, before programs that newer desktops do not answer',
      ['gnome-screenshot'],
      'sway',
      'portal',
    ],
    ['the portal where grim is of no use', ['grim'], 'ubuntu:GNOME', 'portal'],
    ['the portal where nothing else is there', [], 'KDE', 'portal'],
  ])('is under Wayland %s', async (_what, programs, XDG_CURRENT_DESKTOP, name) => {
    const [runtime, data] = [await temporaryFolder(), await temporaryFolder()]
    writeFileSync(join(runtime, 'bus'), '')
    mkdirSync(join(data, 'dbus-1/services'), { recursive: true })
    writeFileSync(join(data, 'dbus-1/services/org.freedesktop.portal.Desktop.service'), '')
    const env = { ...BOTH, XDG_CURRENT_DESKTOP, XDG_RUNTIME_DIR: runtime, XDG_DATA_DIRS: data }
    const find = (program: string) => (programs.includes(program) ? `/bin/${program}` : null)
    const choose = (given: Record<string, string>) =>
      chooseWay({ platform: 'linux', env: given, find }, null, null, pictures, SILENT)
    expect(choose(env).name).toBe(name)
    expect(choose({ ...env, XDG_DATA_DIRS: '/nowhere' }).name).toBe('wayland')
    expect(choose(env).recording.missing()).toMatchObject({ error_code: 'screen_record_unsupported' })
  })

  it('is explained where there is no screen', async () => {
    const way = chosenOn('linux', {})
    expect(way.missing()).toMatchObject({ error_code: 'screen_no_display' })
    await expect(way.take({ kind: 'all' }, '/nowhere', never)).rejects.toMatchObject({
      error_code: 'screen_no_display',
    })
    await expect(way.sources(never)).rejects.toMatchObject({ error_code: 'screen_no_display' })
  })
})

describe('a program that looks at the screen', () => {
  it('gets no secret of the console, and is not found where a folder is relative', async () => {
    const folder = await temporaryFolder()
    writeFileSync(join(folder, 'grim'), '', { mode: 0o755 })
    const machine = { platform: 'linux' as const, env: { PATH: `.:${folder}`, BOT_TOKEN: 'secret', XAUTHORITY: '/a' } }
    const { env, find } = surroundingsOf(machine, null)
    expect(env).toMatchObject({ XAUTHORITY: '/a', LC_ALL: 'C' })
    expect(JSON.stringify(env)).not.toContain('secret')
    expect(find('grim')).toBe(join(folder, 'grim'))
    expect(surroundingsOf({ ...machine, env: { PATH: '.' } }, null).find('package.json')).toBeNull()
  })
})

describe('the desktop app', () => {
  const wayOf = (host: HostPorts['screen'], env: NodeJS.ProcessEnv = {}) =>
    chooseWay(surroundingsOf({ platform: 'linux', env }, null), null, host, pictures, SILENT)

  it('lists what Electron shows, with inert names, and takes every display, or only what the operator chose', async () => {
    const folder = await temporaryFolder()
    const all = wayOf(desktop([SCREEN, OTHER, WINDOW], null))
    expect(await all.sources(never)).toMatchObject([
      { id: 'screen:1:0', name: 'One', kind: 'display' },
      { id: 'screen:2:0', kind: 'display' },
      { id: 'window:255:0', kind: 'window', place: null },
    ])
    expect(await all.take({ kind: 'all' }, folder, never)).toEqual(['display-1.png', 'display-2.png'])
    const chosen = wayOf(desktop([SCREEN, OTHER, WINDOW], 'screen:2:0'))
    expect(await chosen.take({ kind: 'all' }, folder, never)).toEqual(['display-1.png'])
    await expect(all.take({ kind: 'window', id: 'window:1:0' }, folder, never)).rejects.toMatchObject({
      error_code: 'screen_target_not_found',
    })
  })

  it('cuts a region out of the only display, and refuses to guess where several are', async () => {
    const folder = await temporaryFolder()
    const region = { kind: 'region', x: 2, y: 1, width: 3, height: 2 } as const
    await wayOf(desktop([SCREEN, WINDOW], null)).take(region, folder, never)
    const png = PNG.sync.read(readFileSync(join(folder, 'display-1.png')))
    expect([png.width, png.height, pixelAt(png, 0, 0)]).toEqual([3, 2, '#0a0709'])
    await expect(wayOf(desktop([SCREEN, OTHER], null)).take(region, folder, never)).rejects.toMatchObject({
      error_code: 'screen_target_unsupported',
    })
  })

  describe('films everything as the operator chose it', () => {
    /** Programs that are there without being any; the one that records says what it can do. */
    async function recordingWith(host: HostPorts['screen'], env: NodeJS.ProcessEnv, target: ScreenTarget) {
      const PATH = await temporaryFolder()
      const encoders = '#!/bin/sh\necho " V....D libx264 "\n'
      for (const name of ['ffmpeg', 'ffprobe', 'wf-recorder', 'grim', 'xwininfo'])
        writeFileSync(join(PATH, name), name === 'xwininfo' ? XWININFO : encoders, { mode: 0o755 })
      const { recording } = wayOf(host, { PATH: `${PATH}:/bin:/usr/bin`, ...env })
      return (await recording.command({ target, seconds: 1, fps: 5 }, '/w/a.mkv', never)).args.join(' ')
    }
    const ALL: ScreenTarget = { kind: 'all' }
    const X11 = { DISPLAY: ':7' }
    const XWININFO = `#!/bin/sh
printf '%s\\n' '  Absolute upper-left X:  0' '  Absolute upper-left Y:  0' '  Width: 200' '  Height: 100' '  Map State: IsViewable'
`

    it('a window, and never the desktop around it', async () => {
      expect(await recordingWith(desktop([SCREEN, WINDOW], WINDOW.id), X11, ALL)).toContain('-window_id 0xff')
      expect(await recordingWith(desktop([SCREEN, WINDOW], null), X11, ALL)).not.toContain('-window_id')
    })

    it('the only display, and one of several never as all of them', async () => {
      expect(await recordingWith(desktop([SCREEN], SCREEN.id), X11, ALL)).toContain('-i :7')
      await expect(recordingWith(desktop([SCREEN, OTHER], OTHER.id), X11, ALL)).rejects.toMatchObject({
        ...{
          error_code: 'screen_record_unsupported',
          message: expect.stringContaining('display screen:2:0 was chosen'),
        },
      })
      expect(await recordingWith(desktop([SCREEN, OTHER], null), X11, ALL)).toContain('-i :7')
    })

    it('or not at all, where no window can be filmed, or when it is gone', async () => {
      const sway = { WAYLAND_DISPLAY: 'wayland-0', XDG_CURRENT_DESKTOP: 'sway' }
      await expect(recordingWith(desktop([SCREEN, WINDOW], WINDOW.id), sway, ALL)).rejects.toMatchObject({
        ...{
          error_code: 'screen_record_unsupported',
          message: expect.stringContaining('window window:255:0 was chosen'),
        },
      })
      await expect(recordingWith(desktop([SCREEN], WINDOW.id), X11, ALL)).rejects.toMatchObject({
        error_code: 'screen_target_not_found',
      })
    })

    it('and a region as it is named', async () => {
      const region: ScreenTarget = { kind: 'region', x: 2, y: 1, width: 30, height: 20 }
      expect(await recordingWith(desktop([SCREEN, WINDOW], WINDOW.id), X11, region)).toContain('-grab_x 2 -grab_y 1')
    })
  })

  it('says when the system does not permit it, and when there is nothing to see', async () => {
    const folder = await temporaryFolder()
    const refused = { ...desktop([SCREEN], null), capture: async () => Promise.reject(new Error('permission: no')) }
    await expect(wayOf(refused as HostPorts['screen']).take({ kind: 'all' }, folder, never)).rejects.toMatchObject({
      error_code: 'screen_permission',
    })
    await expect(wayOf(desktop([WINDOW], null)).take({ kind: 'all' }, folder, never)).rejects.toMatchObject({
      error_code: 'screen_no_display',
    })
  })
})
