import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { issueOpened } from './support/console-deliveries.ts'
import { type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

const OVERRIDE = String.fromCodePoint(0x202e)
const ZERO_WIDTH = String.fromCodePoint(0x200b)
const BODY = [
  '<img src=x onerror="window.harmed=1">',
  '<script>window.harmed=2</script>',
  '[click me](javascript:window.harmed=3) https://example.org/followed',
  `invoice${OVERRIDE}fdp.exe pay${ZERO_WIDTH}pal`,
].join('\n')

describe('text from outside', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    const hostile = issueOpened(3, `<b onmouseover=alert(1)>Bold</b> ${OVERRIDE}desrever`, BODY) as {
      issue: Record<string, unknown>
    }
    hostile.issue['html_url'] = 'javascript:window.harmed=4'
    await world.deliver('issues', hostile)
    await world.deliver('issues', issueOpened(4, 'Honest', 'Words.'))
    window = await openConsole(browser, world, {})
    await window.row('Bold').click()
    await window.page.getByTestId('request-text').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  test('is labelled as not verified', async () => {
    await window.page.getByText('Text from outside, through GitHub. Signature verified; content not checked.').waitFor()
  })

  test('makes no element, no link and runs nothing, in the list, the detail and the raw JSON', async () => {
    await window.page.getByRole('button', { name: 'Raw JSON' }).click()
    await window.page.getByRole('region', { name: 'Raw JSON of the task' }).waitFor()
    const main = window.page.getByRole('main')
    expect(await main.locator('img, script, b, iframe, [onerror], [onmouseover]').count()).toBe(0)
    // The console's own links stay inside the page.
    expect(await main.locator('a:not([href^="#/"])').count()).toBe(0)
    expect(await window.page.evaluate(() => 'harmed' in globalThis)).toBe(false)
    expect(window.complaints).toEqual([])
  })

  test('shows characters that hide or turn the text by number, and keeps none of them in the page', async () => {
    const text = await window.page.getByTestId('request-text').textContent()
    expect(text).toContain('invoiceU+202Efdp.exe payU+200Bpal')
    const page = await window.page.evaluate(() => document.documentElement.outerHTML)
    expect(page).not.toContain(OVERRIDE)
    expect(page).not.toContain(ZERO_WIDTH)
    await window.page.getByText('2 hidden characters are shown by number').waitFor()
  })

  test('an address that is not https can be copied and not followed; an https one is opened without a referrer', async () => {
    const facts = window.page.getByRole('complementary', { name: 'Facts' })
    await facts.getByText('javascript:window.harmed=4').waitFor()
    await facts.getByRole('button', { name: 'Copy external reference' }).waitFor()
    expect(await facts.getByRole('link', { name: 'in a new tab' }).count()).toBe(0)
    await window.open('Honest')
    const link = facts.getByRole('link', { name: 'Open external reference in a new tab' })
    expect(await link.getAttribute('href')).toBe('https://github.com/acme/orbit/issues/4')
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    expect(await link.getAttribute('target')).toBe('_blank')
  })

  test('a very long text is cut until it is asked for', async () => {
    await world.createTask({ title: 'A long one', request_text: `${'word '.repeat(4_000)}the end` })
    await window.open('A long one')
    const text = window.page.getByTestId('request-text')
    expect((await text.textContent())?.length).toBeLessThan(4_100)
    await window.page.getByRole('button', { name: 'Show all 20,007 characters' }).click()
    expect(await text.textContent()).toContain('the end')
  })
})
