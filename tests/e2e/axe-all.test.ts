import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PAGES } from '../../renderer/app/pages.ts'
import { SHOWN_PAGES, type ShownIds, type ShownPage } from '../../scripts/screenshots/pages.ts'
import { openFilledConsole, type ShownConsole } from '../../scripts/screenshots/shown-console.ts'
import { launchChromium } from '../support/chromium.ts'
import { type ConsoleWindow, newWindow } from './support/console-window.ts'

const HEIGHT = 800
const WIDTHS = [1280, 400]
/** The rules that look at colours; the others find the same in the light and in the dark. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

test('every page that the console leads to is among those that are looked at', () => {
  const shown = SHOWN_PAGES.filter(({ kind }) => kind === 'main')
  const looked = shown.map(({ word, address }) => `${word} ${address({} as ShownIds)}`)
  expect(looked.toSorted()).toEqual(PAGES.map(({ word, href }) => `${word} ${href}`).toSorted())
})

describe('no page keeps anybody out', () => {
  let browser: Browser
  let shown: ShownConsole
  let ids: ShownIds
  let inside: ConsoleWindow
  let outside: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    shown = await openFilledConsole(browser)
    if (shown.ids === null) throw new Error('the console is empty')
    ids = shown.ids
    inside = await newWindow(browser, { reducedMotion: 'reduce', storageState: shown.session })
    outside = await newWindow(browser, { reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await browser?.close()
    await shown?.close()
  })

  async function open({ address, kind, ready }: ShownPage): Promise<Page> {
    const { page } = kind === 'out' ? outside : inside
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: WIDTHS[0] ?? 0, height: HEIGHT })
    // A dialog that is open would stay open when only the fragment changes.
    await page.goto('about:blank')
    await page.goto(`${shown.url}/${address(ids)}`)
    await ready(page)
    return page
  }

  test.for(SHOWN_PAGES)('$name, wide and narrow, light and dark', async (each) => {
    const page = await open(each)
    const found: string[] = []
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT })
      await page.emulateMedia({ colorScheme: 'light' })
      for (const barrier of await barriers(page, null)) found.push(`${width} light: ${barrier}`)
      await page.emulateMedia({ colorScheme: 'dark' })
      for (const barrier of await barriers(page, OF_COLOURS)) found.push(`${width} dark: ${barrier}`)
    }
    expect(found).toEqual([])
  })

  test('the browser itself complained of nothing', () => {
    // The login page asks who is logged in: nobody is. Of tasks whose files were there before the console nothing is recorded.
    const unasked = outside.complaints.filter((text) => !text.includes('status of 401'))
    const unknown = inside.complaints.filter((text) => !/status of 404.*\/api\/audit\/[a-z0-9-]+$/.test(text))
    expect([...unknown, ...unasked].join('\n')).toBe('')
  })
})

/** What axe calls serious or critical, as `rule: element`; `rules` null: all of them. It runs in the page itself, which spares handing its raw findings over. */
async function barriers(page: Page, rules: string[] | null): Promise<string[]> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const builder = new AxeBuilder({ page }).setLegacyMode(true)
  const runOnly = rules === null ? {} : { runOnly: { type: 'rule' as const, values: rules } }
  const { violations } = await builder.options({ resultTypes: ['violations'], ...runOnly }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}
