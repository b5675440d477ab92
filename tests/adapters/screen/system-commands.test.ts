import { describe, expect, it } from 'vitest'
import type { Surroundings } from '../../../main/adapters/programs/surroundings.ts'
import { macosCommands } from '../../../main/adapters/screen/macos-commands.ts'
import { waylandCommands } from '../../../main/adapters/screen/wayland-commands.ts'
import { windowsCommands } from '../../../main/adapters/screen/windows-commands.ts'
import type { ScreenTarget } from '../../../main/core/tools/screen/screen-target.ts'

const REGION: ScreenTarget = { kind: 'region', x: 1, y: 2, width: 30, height: 40 }
const FILES = ['/w/1.png', '/w/2.png']
const never = new AbortController().signal

/** A machine with these programs. */
const machine = (platform: NodeJS.Platform, programs: readonly string[]): Surroundings => ({
  ...{ platform, env: {} },
  find: (name) => (programs.includes(name) ? `/bin/${name}` : null),
})
const order = (target: ScreenTarget) => ({ target, seconds: 7, fps: 5 })
const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return null
  } catch (error) {
    return (error as { error_code?: string }).error_code
  }
}

describe('screencapture on macOS', () => {
  const mac = macosCommands(machine('darwin', ['screencapture']))
  const argsOf = (target: ScreenTarget) => mac.take(target, FILES).args.slice(3)

  it('makes a picture of each display, or of the one thing that is named', () => {
    expect(argsOf({ kind: 'all' })).toEqual(FILES)
    expect(argsOf({ kind: 'display', id: 'display:2' })).toEqual(['-D', '2', '/w/1.png'])
    expect(argsOf({ kind: 'window', id: 'window:71:0' })).toEqual(['-o', '-l', '71', '/w/1.png'])
    expect(argsOf(REGION)).toEqual(['-R', '1,2,30,40', '/w/1.png'])
    expect(codeOf(() => argsOf({ kind: 'display', id: 'HDMI-1' }))).toBe('screen_target_not_found')
  })

  it('lists displays and windows, the names of windows inert', () => {
    const window = { id: 71, name: 'Safari: a\u202eb\n', x: -10.4, y: 0, width: 800, height: 600 }
    expect(mac.listed(JSON.stringify({ displays: 1, windows: [window] }))).toEqual([
      { id: 'display:1', name: 'Display 1', kind: 'display', place: null },
      { ...{ id: 'window:71', name: 'Safari: a b', kind: 'window' }, place: { x: -10, y: 0, width: 800, height: 600 } },
    ])
    expect(() => mac.listed('{"displays": -1}')).toThrow()
  })

  it('cannot record a window, and says so', async () => {
    const withFfmpeg = macosCommands(machine('darwin', ['screencapture', 'ffmpeg', 'ffprobe']))
    const window = order({ kind: 'window', id: 'window:7' })
    await expect(withFfmpeg.recording.command(window, '/w/a.mkv', never)).rejects.toMatchObject({
      error_code: 'screen_record_unsupported',
    })
    expect(mac.recording.missing()).toMatchObject({ error_code: 'screen_program_missing' })
    expect(macosCommands(machine('darwin', [])).missing()).toMatchObject({ error_code: 'screen_program_missing' })
  })
})

describe('PowerShell on Windows', () => {
  const windows = windowsCommands(machine('win32', ['powershell']))

  it('takes nothing into its script but numbers; the path comes in through the environment', () => {
    const { program, args, env } = windows.take(REGION, ["C:\\it's $(here)\\1.png"])
    const script = args.at(-1) ?? ''
    expect(program).toBe('/bin/powershell')
    expect(script).toContain('$x = $all.X + 1; $y = $all.Y + 2; $width = 30; $height = 40')
    expect(script).not.toContain('here')
    expect(env).toEqual({ COUNTERSIGN_PICTURE: "C:\\it's $(here)\\1.png" })
    expect(windows.take({ kind: 'display', id: 'display:2' }, FILES).args.at(-1)).toContain('AllScreens[1].Bounds')
    expect(windows.take({ kind: 'window', id: 'window:4711:0' }, FILES).args.at(-1)).toContain('[System.IntPtr]4711,')
    for (const id of ['1; calc', 'window:1)', 'window:', 'window:x'])
      expect(codeOf(() => windows.take({ kind: 'window', id }, FILES))).toBe('screen_target_not_found')
  })

  it('lists displays and windows', () => {
    const said = { displays: [{ x: 0, y: 0, width: 1920, height: 1080 }], windows: [{ id: 4711, name: 'Mail' }] }
    expect(windows.listed(`\ufeff${JSON.stringify(said)}\r\n`)).toMatchObject([
      { id: 'display:1', place: { width: 1920 } },
      { id: 'window:4711', name: 'Mail', place: null },
    ])
  })
})

describe('programs of Wayland compositors', () => {
  const sway = waylandCommands(machine('linux', ['grim', 'wlr-randr', 'wf-recorder', 'timeout', 'ffmpeg', 'ffprobe']))

  it('grim takes everything, a display or a region, and no window', () => {
    expect(sway.take({ kind: 'all' }, FILES)).toMatchObject({ program: '/bin/grim', args: ['-t', 'png', '/w/1.png'] })
    expect(sway.take({ kind: 'display', id: 'eDP-1' }, FILES).args).toEqual(['-t', 'png', '-o', 'eDP-1', '/w/1.png'])
    expect(sway.take(REGION, FILES).args).toEqual(['-t', 'png', '-g', '1,2 30x40', '/w/1.png'])
    expect(codeOf(() => sway.take({ kind: 'window', id: 'w' }, FILES))).toBe('screen_target_unsupported')
  })

  it.each([
    ['spectacle', '--output'],
    ['gnome-screenshot', '--file=/w/1.png'],
  ])('where only %s is there, a region is cut out of everything', (program, argument) => {
    const desktop = waylandCommands(machine('linux', [program]))
    expect(desktop.missing()).toBeNull()
    expect(desktop.take(REGION, FILES)).toMatchObject({
      ...{ program: `/bin/${program}`, args: expect.arrayContaining([argument]) },
      crop: { x: 1, y: 2, width: 30, height: 40 },
    })
    expect(codeOf(() => desktop.take({ kind: 'display', id: 'x' }, FILES))).toBe('screen_target_unsupported')
    expect(desktop.recording.missing()).toMatchObject({ error_code: 'screen_record_unsupported' })
    expect(desktop.list()).toBeNull()
  })

  it('a recording ends by itself even when nobody is left to end it', async () => {
    const { program, args } = await sway.recording.command(order(REGION), '/w/a.mkv', never)
    expect([program, ...args].join(' ')).toMatch(
      /^\/bin\/timeout --signal=INT --kill-after=10 --preserve-status 7 \/bin\/wf-recorder .* -f \/w\/a\.mkv -g 1,2 30x40$/,
    )
  })

  it('lists the displays that are on, in the units of the compositor', () => {
    const output = { name: 'eDP-1', enabled: true, scale: 2, position: { x: 0, y: 0 } }
    const modes = [
      { width: 800, height: 600, current: false },
      { width: 3840, height: 2160, current: true },
    ]
    const said = JSON.stringify([
      { ...output, modes },
      { ...output, name: 'HDMI-A-1', enabled: false, modes },
    ])
    expect(sway.listed(said)).toEqual([
      { id: 'eDP-1', name: 'eDP-1', kind: 'display', place: { x: 0, y: 0, width: 1920, height: 1080 } },
    ])
    expect(() => sway.listed('[{"name": "a b", "enabled": true}]')).toThrow()
  })

  it('names the programs that would do when none is there', () => {
    const none = waylandCommands(machine('linux', []))
    expect(none.missing()).toMatchObject({
      error_code: 'screen_program_missing',
      message: expect.stringContaining('grim'),
    })
  })
})
