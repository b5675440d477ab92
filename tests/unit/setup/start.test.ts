import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { chooseStart } from '../../../scripts/start/choose.mjs'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'start-'))
})

const machine = { flags: ['--port', '0'], env: { DISPLAY: ':1' }, platform: 'linux', uid: 1000 }

/** An Electron as its installer leaves it: a pointer and a program. */
async function installElectron(): Promise<string> {
  const home = join(root, 'node_modules/electron')
  await mkdir(join(home, 'dist'), { recursive: true })
  await writeFile(join(home, 'path.txt'), 'electron')
  await writeFile(join(home, 'dist/electron'), '')
  return join(home, 'dist/electron')
}

describe('npm start', () => {
  it('starts the desktop app where a binary and a display are, and hands it the flags', async () => {
    const electron = await installElectron()
    const { command, args } = chooseStart({ ...machine, root })
    expect(command).toBe(electron)
    expect(args).toEqual([root, '--port', '0'])
  })

  it('starts without Chromium’s sandbox for root, and only for root', async () => {
    await installElectron()
    expect(chooseStart({ ...machine, root, uid: 0 }).args).toContain('--no-sandbox')
    expect(chooseStart({ ...machine, root }).args).not.toContain('--no-sandbox')
  })

  it('starts headless without a display, says so, and asks for the login code', async () => {
    await installElectron()
    const { command, args, why } = chooseStart({ ...machine, root, env: {} })
    expect(command).toBe(process.execPath)
    expect(args).toEqual([join(root, 'main/headless.ts'), '--print-login', '--port', '0'])
    expect(why).toContain('no display')
    expect(why).not.toContain('\n')
  })

  it('starts headless without a binary, and says what fetches one', async () => {
    const { args, why } = chooseStart({ ...machine, root })
    expect(args[0]).toBe(join(root, 'main/headless.ts'))
    expect(why).toContain('npm run desktop:install')
  })

  it('takes a pointer that leads nowhere for no binary', async () => {
    await mkdir(join(root, 'node_modules/electron'), { recursive: true })
    await writeFile(join(root, 'node_modules/electron/path.txt'), 'electron')
    expect(chooseStart({ ...machine, root }).why).toContain('no Electron binary')
  })

  it('takes the binary of ELECTRON_OVERRIDE_DIST_PATH', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'electron-'))
    await writeFile(join(elsewhere, 'electron'), '')
    const env = { WAYLAND_DISPLAY: 'wayland-0', ELECTRON_OVERRIDE_DIST_PATH: elsewhere }
    expect(chooseStart({ ...machine, root, env }).command).toBe(join(elsewhere, 'electron'))
  })

  it('needs no DISPLAY on macOS', async () => {
    const electron = await installElectron()
    expect(chooseStart({ ...machine, root, env: {}, platform: 'darwin' }).command).toBe(electron)
  })

  it('starts headless when asked to, and keeps that flag to itself', async () => {
    await installElectron()
    const { args, why } = chooseStart({ ...machine, root, flags: ['--headless', '--port', '0'] })
    expect(args).toEqual([join(root, 'main/headless.ts'), '--print-login', '--port', '0'])
    expect(why).toContain('--headless')
  })
})
