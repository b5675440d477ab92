import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { issueOpened } from './support/console-deliveries.ts'
import { newWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe.each(['light', 'dark'] as const)('the console in %s', (colorScheme) => {
  let browser: Browser
  let world: ConsoleWorld
  let decided: TaskDetail
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    decided = await world.createTask({
      title: 'Decided',
      request_text: 'Words.',
      acceptance_criteria: [{ criterion_id: 'AC1', text: 'It is said.' }],
    })
    await world.call('POST', `/api/tasks/${decided.task_id}/reject`, { comment: 'No.', base_sha: decided.base_sha })
    await world.deliver('issues', issueOpened(5, 'From outside', `Hidden ${String.fromCodePoint(0x202e)} turn`))
    await writeFile(join(world.dataRoot, 'ssot', 'broken.json'), '{}')
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
  // Reduced motion: axe must see final colours, not those of a fade.
  const options = { colorScheme, reducedMotion: 'reduce' } as const

  test('has no serious barrier on list, detail, dialogs, menus and audit, and the browser complains of nothing', async () => {
    const window = await openConsole(browser, world, options)
    await window.row('broken').waitFor()
    expect(await barriers(window.page), 'list').toEqual([])
    await window.open('From outside')
    await window.page.getByText('task_created').waitFor()
    await window.page.getByRole('button', { name: 'Raw JSON' }).click()
    expect(await barriers(window.page), 'detail').toEqual([])
    await window.page.keyboard.press('a')
    await window.page.getByRole('dialog').waitFor()
    expect(await barriers(window.page), 'dialog').toEqual([])
    await window.page.keyboard.press('Escape')
    await window.open('Decided')
    expect(await barriers(window.page), 'decided').toEqual([])
    await window.page.keyboard.press('?')
    await window.page.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(await barriers(window.page), 'keys').toEqual([])
    await window.page.keyboard.press('Escape')
    await window.page.getByRole('button', { name: /GitHub on/ }).click()
    await window.page.getByRole('dialog', { name: 'Sources and service' }).waitFor()
    expect(await barriers(window.page), 'sources').toEqual([])
    await window.page.keyboard.press('Escape')
    await window.page.getByRole('button', { name: 'Theme and session' }).click()
    await window.page.getByRole('menu').waitFor()
    expect(await barriers(window.page), 'menu').toEqual([])
    await window.page.keyboard.press('Escape')
    await window.page.getByRole('link', { name: 'Audit' }).click()
    await window.page.locator('[data-seq]').first().click()
    expect(await barriers(window.page), 'audit').toEqual([])
    expect(window.complaints).toEqual([])
    await window.close()
  })

  test('has no serious barrier on the login page, with and without a problem', async () => {
    const window = await newWindow(browser, options)
    await window.page.goto(world.url)
    await window.page.getByLabel('One-time code').waitFor()
    expect(await barriers(window.page)).toEqual([])
    await window.page.getByLabel('One-time code').fill('AAAA-AAAA')
    await window.page.keyboard.press('Enter')
    await window.page.getByRole('alert').waitFor()
    expect(await barriers(window.page)).toEqual([])
    // The two refusals are what the browser itself reports; the policy reports nothing.
    expect(window.complaints.filter((text) => !text.includes('401'))).toEqual([])
    await window.close()
  })

  test('has no serious barrier on an invalid file, an empty result and on a narrow screen', async () => {
    const window = await openConsole(browser, world, { ...options, viewport: { width: 420, height: 800 } })
    expect(await barriers(window.page), 'narrow list').toEqual([])
    await window.page.goto(`${world.url}/#/tasks/broken`)
    await window.page.getByRole('heading', { name: 'ssot/broken.json' }).waitFor()
    expect(await barriers(window.page), 'invalid').toEqual([])
    await window.page.goto(`${world.url}/#/tasks?q=nothingfits`)
    await window.page.getByRole('heading', { name: 'No task matches' }).waitFor()
    expect(await barriers(window.page), 'no match').toEqual([])
    await window.close()
  })

  test('changes are told to a screen reader', async () => {
    const window = await openConsole(browser, world, options)
    await world.createTask({ title: `Told in ${colorScheme}`, request_text: 'Words.' })
    await window.page
      .getByRole('status')
      .filter({ hasText: `Told in ${colorScheme}: Pending` })
      .waitFor({ state: 'attached' })
    await window.close()
  })
})
