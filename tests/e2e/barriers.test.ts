import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await launchChromium()
  page = await browser.newPage()
})
afterAll(() => browser?.close())

const GOOD = '<html lang="en"><title>Door</title><main><h1>Door</h1><button>Open</button></main></html>'

test('the search for barriers finds each one in a page, as often as it looks, and none where there is none', async () => {
  await page.setContent(GOOD)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button').evaluate((button) => button.replaceChildren())
  const pale = '<p id="pale" style="color: #ccc; background: #fff">Hardly to be read</p>'
  await page.getByRole('heading').evaluate((heading, html) => heading.insertAdjacentHTML('afterend', html), pale)
  const both = ['button-name: button', 'color-contrast: #pale']
  expect((await barriers(page)).toSorted()).toEqual(both)
  expect((await barriers(page)).toSorted()).toEqual(both)
  await page.reload()
  await page.setContent(GOOD)
  expect(await barriers(page)).toEqual([])
})
