import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { becomesLive, type ConsoleWindow, newWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('when the service is away', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  let empty: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    const task = await world.createTask({ title: 'Known before', request_text: 'Words.' })
    window = await openConsole(browser, world, {})
    await window.open('Known before')
    empty = await openConsole(browser, world, {})
    await empty.page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Rejected' }).click()
    await empty.page.getByRole('heading', { name: 'No task matches' }).waitFor()
    expect(task.status).toBe('pending')
    await world.stopService()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  const decide = () => window.page.getByRole('button', { name: 'Approve', exact: true })

  test('the page says since when it is not live, keeps what it knew, and does not call it the present', async () => {
    await window.page
      .getByRole('alert')
      .filter({ hasText: /Not live since \d\d:\d\d:\d\d/ })
      .waitFor()
    await window.page
      .getByTestId('connection')
      .filter({ hasText: /Offline\s*since/ })
      .waitFor()
    await window.page.getByText('last known:').waitFor()
    expect(await decide().isDisabled()).toBe(true)
    expect(await decide().getAttribute('title')).toBe('The service does not answer now')
    await window.row('Known before').waitFor()
    await window.page.getByRole('heading', { level: 2, name: 'Known before' }).waitFor()
  })

  test('an empty list is not called empty', async () => {
    await empty.page.getByRole('heading', { name: 'Not known' }).waitFor()
    expect(await empty.page.getByText('No tasks').count()).toBe(0)
  })

  test('what was not read before says that the service does not answer, with a way to try again', async () => {
    await window.page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Pending' }).click()
    const list = window.page.getByRole('region', { name: 'Tasks', exact: true })
    await list.getByText('The service does not answer').waitFor()
    await list.getByRole('button', { name: 'Try again' }).waitFor()
  })

  test('when it is back, every window is live and shows what happened meanwhile, without a reload', async () => {
    await world.startAgain()
    await world.createTask({ title: 'Made meanwhile', request_text: 'New.' })
    await becomesLive(window.page)
    await window.row('Made meanwhile').waitFor()
    await expect.poll(() => decide().isEnabled()).toBe(true)
    await window.row('Known before').waitFor()
    await window.page.getByRole('alert').waitFor({ state: 'detached' })
    await empty.page.getByRole('heading', { name: 'No task matches' }).waitFor()
  })

  test('a page opened while it is away says so and logs in by itself when it is back', async () => {
    const late = await newWindow(browser, {})
    await late.page.goto(await world.loginUrl())
    await becomesLive(late.page)
    await late.page.route('**/api/**', (route) => route.abort())
    await late.page.reload()
    await late.page.getByText('The service does not answer').waitFor()
    await late.page.unroute('**/api/**')
    await late.row('Known before').waitFor()
    await late.close()
  })
})
