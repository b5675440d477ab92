import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DesktopPage, desktopLaunch } from '../support/desktop-world.ts'
import { type Desktop, launchStandIn, PATIENT } from '../support/launch-desktop.ts'

/** File of the built app, what stands there, and what is put in its place. */
const MISTAKES = [
  ['out/preload/index.cjs', '"countersign:fetch"', '"countersign:fetsch"'],
  ['out/main/electron.js', '"will-navigate",', '"will-navigat",'],
  ['out/main/electron.js', '"will-frame-navigate",', '"will-frame-navigat",'],
  ['out/main/electron.js', '.setPermissionCheckHandler(', '.setDevicePermissionHandler('],
] as const

/** A copy of the built app with mistakes in it. Throws when a place of a mistake is not there exactly once. */
async function copyWithMistakes(from: string, to: string): Promise<void> {
  for (const part of ['package.json', 'out/main', 'out/preload', 'out/renderer'])
    await cp(join(from, part), join(to, part), { recursive: true })
  for (const [file, right, wrong] of MISTAKES) {
    const parts = (await readFile(join(to, file), 'utf8')).split(right)
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times ${right}`)
    await writeFile(join(to, file), parts.join(wrong))
  }
}

describe('a mistake in the app is seen in the stand-in', () => {
  let folder: string
  let desktop: Desktop
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-mistakes-'))
    const launch = desktopLaunch(join(folder, 'data'))
    await copyWithMistakes(launch.app, join(folder, 'app'))
    desktop = await launchStandIn({ ...launch, app: join(folder, 'app') })
  })
  afterAll(async () => {
    await desktop?.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })

  test('when the two sides of the door name a channel differently', async () => {
    const answer = await desktop.page.evaluate(() =>
      (window as unknown as DesktopPage).countersign
        .fetch('/api/session', { method: 'GET', headers: {}, body: null })
        .then(
          ({ status }) => String(status),
          (error: Error) => error.message,
        ),
    )
    expect(answer).toContain("No handler registered for 'countersign:fetsch'")
  })

  test('when nobody decides about permissions', async () => {
    const state = await desktop.page.evaluate(
      async () => (await navigator.permissions.query({ name: 'geolocation' })).state,
    )
    expect(state).toBe('granted')
  })

  test('when nobody keeps the page on the console', async () => {
    expect(desktop.page.url()).toContain('console.countersign')
    // The network guard still stands: what leaves the console ends on the browser's own page for errors.
    await desktop.page.evaluate(() => {
      setTimeout(() => location.assign('https://example.org/'))
    })
    await expect.poll(() => desktop.page.url(), PATIENT).toMatch(/^chrome-error:/)
  })
})
