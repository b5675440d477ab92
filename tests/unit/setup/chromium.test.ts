import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { BadChromiumPath, candidates, findChromium, type Machine } from '../../../scripts/chromium.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'browser-'))
})

/** A program that answers to --version like a browser, or fails like a stub. */
async function program(folder: string, name: string, exitCode: number): Promise<string> {
  await mkdir(join(home, folder), { recursive: true })
  const file = join(home, folder, name)
  await writeFile(file, `#!/bin/sh\nexit ${exitCode}\n`)
  await chmod(file, 0o755)
  return file
}

const machine = (env: Machine['env']): Machine => ({ env, platform: 'linux', home })

describe('the search for a browser', () => {
  it('prefers CHROMIUM_PATH to what is in PATH', async () => {
    await program('bin', 'chromium', 0)
    const named = await program('own', 'my-browser', 0)
    expect(findChromium(machine({ PATH: join(home, 'bin'), CHROMIUM_PATH: named }))).toBe(named)
  })

  it('refuses a CHROMIUM_PATH that is no browser rather than taking another one', async () => {
    await program('bin', 'chromium', 0)
    const env = { PATH: join(home, 'bin'), CHROMIUM_PATH: join(home, 'nothing') }
    expect(() => findChromium(machine(env))).toThrow(BadChromiumPath)
  })

  it('passes over a stub that does not answer', async () => {
    await program('bin', 'chromium', 1)
    const chrome = await program('other', 'google-chrome', 0)
    const PATH = ['bin', 'other'].map((folder) => join(home, folder)).join(delimiter)
    expect(findChromium(machine({ PATH }))).toBe(chrome)
  })

  it('takes a download of Playwright’s when there is no other', async () => {
    const downloaded = await program('.cache/ms-playwright/chromium-1234/chrome-linux64', 'chrome', 0)
    expect(findChromium(machine({ PATH: '' }))).toBe(downloaded)
  })

  it('says that there is none', () => {
    expect(findChromium(machine({ PATH: home, CHROMIUM_PATH: '' }))).toBeUndefined()
  })

  it('looks where macOS and Windows keep theirs', () => {
    expect(candidates({ env: {}, platform: 'darwin', home })).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    )
    const windows = candidates({ env: { PROGRAMFILES: '/pf' }, platform: 'win32', home })
    expect(windows).toContain(join('/pf', 'Google/Chrome/Application/chrome.exe'))
  })
})
