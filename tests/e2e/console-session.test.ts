import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { becomes, becomesLive, newWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('the session of the browser console', () => {
  let browser: Browser
  let world: ConsoleWorld
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  test('a one-time code in the address logs in once, and is gone from the address bar and the history', async () => {
    const window = await newWindow(browser, {})
    const address = await world.loginUrl()
    await window.page.goto(address)
    await becomesLive(window.page)
    expect(window.page.url()).not.toContain('code=')
    expect(await window.page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
    await window.page.goBack()
    expect(window.page.url()).not.toContain('code=')
    expect(window.complaints).toEqual([])

    const second = await newWindow(browser, {})
    await second.page.goto(address)
    await second.page.getByRole('alert').getByText('login_code_invalid').waitFor()
    await second.close()
    await window.close()
  })

  test('without a session the login page asks for a code, says where to get one, and explains a wrong one', async () => {
    const window = await newWindow(browser, {})
    await window.page.goto(world.url)
    await window.page.getByText('npx countersign login', { exact: true }).first().waitFor()
    const field = window.page.getByLabel('One-time code')
    await field.fill('AAAA-AAAA')
    await field.press('Enter')
    const problem = window.page.getByRole('alert')
    await problem.getByText('The login code is not valid').waitFor()
    await problem.getByText('login_code_invalid').waitFor()
    const code = new URL(await world.loginUrl()).hash.replace('#code=', '')
    await field.fill(code.toLowerCase())
    await field.press('Enter')
    await becomesLive(window.page)
    await window.close()
  })

  test('no script of the page can read the session cookie', async () => {
    const window = await openConsole(browser, world, {})
    const cookies = await window.page.context().cookies()
    expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
      { httpOnly: true, sameSite: 'Strict' },
    ])
    expect(await window.page.evaluate(() => document.cookie)).toBe('')
    await window.close()
  })

  test('logging out leads to the login page, and the cookie opens nothing any more', async () => {
    const window = await openConsole(browser, world, {})
    const [cookie] = await window.page.context().cookies()
    await window.page.getByRole('button', { name: 'Theme and session' }).click()
    await window.page.getByRole('menuitem', { name: 'Log out' }).click()
    await window.page.getByLabel('One-time code').waitFor()
    const reply = await fetch(`${world.url}/api/session`, { headers: { cookie: `${cookie?.name}=${cookie?.value}` } })
    expect(reply.status).toBe(401)
    await window.close()
  })

  test('the chosen theme stays over a reload', async () => {
    const window = await openConsole(browser, world, { colorScheme: 'light' })
    const ground = () => window.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await window.page.getByRole('button', { name: 'Theme and session' }).click()
    await window.page.getByRole('menuitemradio', { name: 'Dark' }).click()
    await becomes(async () => (await ground()) !== light, true)
    const dark = await ground()
    await window.page.reload()
    await becomesLive(window.page)
    expect(await ground()).toBe(dark)
    expect(window.complaints).toEqual([])
    await window.close()
  })
})
