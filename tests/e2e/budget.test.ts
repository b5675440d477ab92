import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { becomesLive, newWindow } from './support/console-window.ts'
import { openWorld } from './support/console-world.ts'

/** What the console's own files may weigh together on its first load, each packed by gzip. Bytes. */
const BUDGET = 300_000

test('all that the first load of the console fetches is under 300 kB, packed', async ({ onTestFinished }) => {
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const world = await openWorld()
  onTestFinished(() => world.close())
  const window = await newWindow(browser, {})
  const fetched = new Map<string, Promise<number>>()
  window.page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    // What the console asks its service is data, and grows with it.
    if (/^\/(api|system)\//.test(pathname)) return
    fetched.set(
      pathname,
      response.body().then((bytes) => gzipSync(bytes, { level: 9 }).length),
    )
  })
  await window.page.goto(await world.loginUrl())
  await becomesLive(window.page)
  await window.page.locator('main:not([aria-busy=true])').waitFor()

  const packed = await Promise.all([...fetched].map(async ([path, bytes]) => [path, await bytes] as const))
  const sum = packed.reduce((total, [, bytes]) => total + bytes, 0)
  const told = packed.map(([path, bytes]) => `${path} ${bytes}`).join(', ')
  console.log(`first load: ${sum} bytes packed (${told})`)
  const kinds = packed.map(([path]) => path.split('.').at(-1))
  expect(kinds).toEqual(expect.arrayContaining(['/', 'js', 'css']))
  expect(sum, told).toBeLessThan(BUDGET)
})
