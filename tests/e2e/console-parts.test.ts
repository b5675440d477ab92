import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { type ConsoleWindow, newWindow } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

const SELDOM = '**/assets/seldom-page-*.js'
const CONSOLE = '**/assets/console-*.js'

describe('the parts of the console that are fetched by themselves', () => {
  let browser: Browser
  let world: ConsoleWorld
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    await world.createTask({ title: 'Known before', request_text: 'Words.' })
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  const problem = ({ page }: ConsoleWindow) =>
    page.getByRole('alert').filter({ hasText: 'A part of the console could not be loaded' })

  test('a page whose file cannot be fetched says so, the others stay, and it comes when it is asked for again', async () => {
    const window = await newWindow(browser, {})
    await window.page.route(SELDOM, (route) => route.abort())
    await window.page.goto(await world.loginUrl())
    await window.row('Known before').waitFor()
    await window.page.getByRole('link', { name: 'Policy' }).click()
    await problem(window).getByText('part_not_loaded').waitFor()
    await window.page.getByRole('link', { name: 'Tasks' }).click()
    await window.row('Known before').waitFor()
    await window.page.getByRole('link', { name: 'Policy' }).click()
    await problem(window).waitFor()
    await window.page.unroute(SELDOM)
    await problem(window).getByRole('button', { name: 'Try again' }).click()
    await window.page.getByRole('heading', { level: 1, name: 'Policy' }).waitFor()
    await window.close()
  })

  test('a console whose own file cannot be fetched is no empty page', async () => {
    const window = await newWindow(browser, {})
    await window.page.route(CONSOLE, (route) => route.abort())
    await window.page.goto(await world.loginUrl())
    await problem(window).waitFor()
    await window.page.unroute(CONSOLE)
    await problem(window).getByRole('button', { name: 'Try again' }).click()
    await window.row('Known before').waitFor()
    await window.close()
  })

  test('every page opens after the service is gone, from what was fetched before', async () => {
    const window = await newWindow(browser, {})
    const fetched = ['seldom-page', 'tool-pages'].map((name) =>
      window.page.waitForResponse((response) => response.url().includes(`/assets/${name}-`)),
    )
    await window.page.goto(await world.loginUrl())
    await window.row('Known before').waitFor()
    for (const response of fetched) await (await response).finished()
    await world.stopService()
    await window.page.getByRole('alert').filter({ hasText: 'Not live since' }).waitFor()
    await window.page.getByRole('link', { name: 'Tools' }).click()
    await window.page.getByRole('heading', { level: 1, name: 'Tools' }).waitFor()
    await window.page.getByText('The service does not answer').first().waitFor()
    await window.page.getByRole('link', { name: 'Policy' }).click()
    await window.page.getByRole('heading', { level: 1, name: 'Policy' }).waitFor()
    expect(await problem(window).count()).toBe(0)
    // A service that is stopping answers 503 before it is gone.
    const gone = /ERR_CONNECTION|status of 503/
    expect(window.complaints.filter((words) => !gone.test(words)).join('\n')).toBe('')
    await window.close()
  })
})
