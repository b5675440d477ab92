import type { Browser } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'

/** One browser for all tests of the file that calls this: started before the first of them, closed after the last. */
export function ownBrowser(): () => Browser {
  let browser: Browser | null = null
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  return () => {
    if (browser === null) throw new Error('the browser has not started: ask for it in a test, or before one')
    return browser
  }
}
