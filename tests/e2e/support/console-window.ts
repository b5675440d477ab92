import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright'
import { expect } from 'vitest'
import type { ConsoleWorld } from './console-world.ts'

/** A browser window with the console in it, and everything that the browser complained about. */
export interface ConsoleWindow {
  readonly page: Page
  /** Errors and warnings of the browser's console, uncaught errors, and refusals by the content security policy. */
  readonly complaints: string[]
  /** Rows of the list that are in the page, whether in sight or not. */
  rows(): Locator
  row(title: string): Locator
  /** Opens a task from the list. */
  open(title: string): Promise<void>
  status(): Locator
  close(): Promise<void>
}

/** A window of its own: no cookie or storage is shared with another one. Nothing is opened yet. */
export async function newWindow(browser: Browser, options: BrowserContextOptions): Promise<ConsoleWindow> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  // What a slow machine needs, not what is usual.
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} ${message.location().url}`.trimEnd())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  const rows = () => page.getByRole('listbox', { name: 'Tasks' }).getByRole('option')
  const row = (title: string) => rows().filter({ hasText: title })
  return {
    page,
    complaints,
    rows,
    row,
    open: async (title) => {
      await row(title).click()
      await page.getByRole('heading', { level: 2, name: title }).waitFor()
    },
    status: () => page.getByTestId('detail-status'),
    close: () => context.close(),
  }
}

/** A window that is logged in with a one-time code and is live. */
export async function openConsole(
  browser: Browser,
  world: ConsoleWorld,
  options: BrowserContextOptions,
): Promise<ConsoleWindow> {
  const window = await newWindow(browser, options)
  await window.page.goto(await world.loginUrl())
  await becomesLive(window.page)
  return window
}

/** The same in front of a staged service, where every session is logged in already; `hash` is the place to open. */
export async function openStagedConsole(
  browser: Browser,
  url: string,
  hash: string,
  options: BrowserContextOptions,
): Promise<ConsoleWindow> {
  const window = await newWindow(browser, options)
  await window.page.goto(`${url}/${hash}`)
  await becomesLive(window.page)
  return window
}

export async function becomesLive(page: Page): Promise<void> {
  await page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor()
}

/** Waits, without a fixed pause, until `look` returns `wanted`. */
export async function becomes<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  await expect.poll(look, { timeout: 15_000, interval: 50 }).toEqual(wanted)
}
