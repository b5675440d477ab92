import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyLoginItem, autostartEntry, autostartFile } from '../../../main/electron/login-item.ts'
import { temporaryFolder } from '../../support/data-root.ts'

function system(openAtLogin: boolean) {
  const set: unknown[] = []
  const warnings: string[] = []
  const app = {
    getLoginItemSettings: () => ({ openAtLogin }) as never,
    setLoginItemSettings: (settings: object) => void set.push(settings),
  }
  const warn = (_fields: object, message: string): void => void warnings.push(message)
  return { app, set, warnings, logger: { info: () => undefined, warn, error: () => undefined } }
}

describe('starting at login on Linux', () => {
  it('is a desktop entry that starts the app hidden, and no longer there when it is not wanted', async () => {
    const file = autostartFile(await temporaryFolder(), '/home/olga', true)
    const parts = { ...system(false), platform: 'linux' as const, autostartFile: file }
    applyLoginItem(true, { ...parts, command: ['/opt/Countersign/countersign'] })
    expect(readFileSync(file, 'utf8').split('\n')).toContain('Exec="/opt/Countersign/countersign" "--hidden"')
    applyLoginItem(false, { ...parts, command: ['/opt/Countersign/countersign'] })
    expect(existsSync(file)).toBe(false)
    expect(parts.set).toEqual([])
  })

  it('leaves other entries alone, and a checkout leaves that of the installed app alone', async () => {
    const home = await temporaryFolder()
    const installed = autostartFile(undefined, home, true)
    mkdirSync(dirname(installed), { recursive: true })
    writeFileSync(installed, 'installed')
    const checkout = autostartFile(undefined, home, false)
    applyLoginItem(false, { ...system(false), platform: 'linux', autostartFile: checkout, command: ['x'] })
    expect(readFileSync(installed, 'utf8')).toBe('installed')
  })

  it('looks where the XDG rules say, and not at a path that is not absolute', () => {
    expect(autostartFile('/etc/olga', '/home/olga', true)).toBe('/etc/olga/autostart/countersign.desktop')
    expect(autostartFile('relative', '/home/olga', true)).toBe('/home/olga/.config/autostart/countersign.desktop')
    expect(autostartFile(undefined, '/home/olga', false)).toBe(
      '/home/olga/.config/autostart/countersign-checkout.desktop',
    )
  })

  it('that cannot be set is told to the log and stops nothing', async () => {
    const inTheWay = join(await temporaryFolder(), 'file')
    writeFileSync(inTheWay, '')
    const parts = system(false)
    applyLoginItem(true, { ...parts, platform: 'linux', autostartFile: join(inTheWay, 'x.desktop'), command: ['x'] })
    expect(parts.warnings).toEqual(['whether the console starts at login could not be set'])
  })

  it('quotes a path so that no character of it is a command', () => {
    const [line] = autostartEntry(['/a b/$(x)`y`"z\\%f'])
      .split('\n')
      .filter((each) => each.startsWith('Exec='))
    // The file's own escape doubles the backslashes of the quoting: `\$` is written `\\$`.
    expect(line).toBe('Exec="/a b/\\\\$(x)\\\\`y\\\\`\\\\"z\\\\\\\\%%f"')
    expect(() => autostartEntry(['/a\nExec=evil'])).toThrow('control character')
  })
})

describe('starting at login on macOS and Windows', () => {
  it('is asked of the system', () => {
    const mac = system(false)
    applyLoginItem(true, { ...mac, platform: 'darwin', autostartFile: null, command: ['/Applications/C'] })
    expect(mac.set).toEqual([{ openAtLogin: true }])
    const windows = system(false)
    applyLoginItem(true, { ...windows, platform: 'win32', autostartFile: null, command: ['C:\\c.exe', 'C:\\a b'] })
    expect(windows.set).toEqual([{ openAtLogin: true, path: 'C:\\c.exe', args: ['"C:\\a b"', '"--hidden"'] }])
  })

  it('is taken back when it was on, and not touched when nobody ever wanted it', () => {
    const on = system(true)
    applyLoginItem(false, { ...on, platform: 'darwin', autostartFile: null, command: ['x'] })
    expect(on.set).toEqual([{ openAtLogin: false }])
    const off = system(false)
    applyLoginItem(false, { ...off, platform: 'darwin', autostartFile: null, command: ['x'] })
    expect(off.set).toEqual([])
  })
})
