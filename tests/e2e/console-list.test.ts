import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { issueOpened } from './support/console-deliveries.ts'
import { becomes, becomesLive, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('the list of tasks', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    window = await openConsole(browser, world, {})
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
  const titles = async () =>
    (await window.rows().locator('.font-medium').allTextContents()).map((title) => title.trim())
  const tab = (name: string) => window.page.getByRole('group', { name: 'Status' }).getByRole('button', { name })
  const hash = () => window.page.evaluate(() => location.hash)

  test('an empty list explains how the first task comes', async () => {
    await window.page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
    await window.page.getByText('npm run sample:github').waitFor()
  })

  test('new tasks come in on top, with their source and where they come from', async () => {
    await world.createTask({ title: 'First by hand', request_text: 'apples' })
    await world.createTask({ title: 'Second by hand', request_text: 'pears' })
    await world.deliver('issues', issueOpened(12, 'Third from GitHub', 'plums'))
    await becomes(titles, ['Third from GitHub', 'Second by hand', 'First by hand'])
    const row = window.row('Third from GitHub')
    for (const text of ['Pending', 'GitHub', 'acme/orbit#12']) await row.getByText(text, { exact: true }).waitFor()
    await becomes(async () => (await tab('All').textContent())?.trim(), 'All3')
  })

  test('filters and search are in the address, so that reload and back show the same', async () => {
    const task = await world.createTask({ title: 'Decided', request_text: 'quinces' })
    await world.call('POST', `/api/tasks/${task.task_id}/approve`, { base_sha: task.base_sha })
    await tab('Approved').click()
    await becomes(titles, ['Decided'])
    await tab('Pending').click()
    await window.page.getByLabel('Source').selectOption('api')
    await becomes(titles, ['Second by hand', 'First by hand'])
    await window.page.getByRole('searchbox').fill('pears')
    await becomes(titles, ['Second by hand'])
    await becomes(hash, '#/tasks?status=pending&source=api&q=pears')

    await window.page.reload()
    await becomesLive(window.page)
    await becomes(titles, ['Second by hand'])
    expect(await window.page.getByRole('searchbox').inputValue()).toBe('pears')
    await window.page.goBack()
    await becomes(titles, ['Third from GitHub', 'Second by hand', 'First by hand'])
    await window.page.goBack()
    await becomes(titles, ['Decided'])
    await tab('All').click()
  })

  test('a task that no longer fits the filter leaves the list, and the keys go on where it was', async () => {
    await tab('Pending').click()
    await becomes(titles, ['Third from GitHub', 'Second by hand', 'First by hand'])
    await window.open('Second by hand')
    await window.page.keyboard.press('a')
    await window.page.getByRole('dialog').waitFor()
    await window.page.keyboard.press('Control+Enter')
    await becomes(titles, ['Third from GitHub', 'First by hand'])
    await window.status().filter({ hasText: 'Approved' }).waitFor()
    await window.page.keyboard.press('j')
    await window.page.getByRole('heading', { level: 2, name: 'First by hand' }).waitFor()
    await tab('All').click()
  })

  test('keys move, search and explain themselves, and are silent while typing', async () => {
    await window.open('Third from GitHub')
    await window.page.keyboard.press('j')
    await window.page.getByRole('heading', { level: 2, name: 'Second by hand' }).waitFor()
    await window.page.keyboard.press('ArrowDown')
    await window.page.getByRole('heading', { level: 2, name: 'First by hand' }).waitFor()
    await window.page.keyboard.press('k')
    await window.page.getByRole('heading', { level: 2, name: 'Second by hand' }).waitFor()
    await window.page.keyboard.press('/')
    await window.page.keyboard.type('jar?')
    expect(await window.page.getByRole('searchbox').inputValue()).toBe('jar?')
    expect(await window.page.getByRole('dialog').count()).toBe(0)
    await window.page.getByRole('heading', { name: 'No task matches' }).waitFor()
    await window.page.keyboard.press('Escape')
    await window.page.keyboard.press('Escape')
    await window.page.keyboard.press('?')
    await window.page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await window.page.keyboard.press('Escape')
    await becomes(() => window.page.getByRole('dialog').count(), 0)
  })

  test('a file that is not a task is shown with the reason and what to do, and comes alive when it is mended', async () => {
    const path = join(world.dataRoot, 'ssot', 'by-hand.json')
    await writeFile(path, '{"task_id": "by-hand", "source": "api"}')
    await window.row('by-hand').filter({ hasText: 'Invalid file' }).click()
    await window.page.getByRole('heading', { name: 'ssot/by-hand.json' }).waitFor()
    await window.page.getByText('request_text').waitFor()
    await window.page.getByText('Mend the file in ssot/').waitFor()
    expect(await window.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)
    expect(window.complaints).toEqual([])
    const mended = { task_id: 'by-hand', source: 'api', title: 'Mended', request_text: 'now whole' }
    const rest = { created_at: '2026-01-31T09:30:00.000Z', correlation_id: 'by-hand' }
    await writeFile(path, JSON.stringify({ ...mended, ...rest }))
    await window.page.getByRole('heading', { level: 2, name: 'Mended' }).waitFor()
    await rm(path)
    await window.page.getByText('task_not_found').waitFor()
    await becomes(async () => (await titles()).includes('Mended'), false)
  })

  test('on a narrow screen list and detail are two screens with a way back', async () => {
    const narrow = await openConsole(browser, world, { viewport: { width: 420, height: 800 } })
    await narrow.row('Third from GitHub').click()
    await narrow.page.getByRole('heading', { level: 2, name: 'Third from GitHub' }).waitFor()
    expect(await narrow.rows().count()).toBe(0)
    const width = await narrow.page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(420)
    await narrow.page.getByRole('button', { name: 'Tasks', exact: true }).click()
    await narrow.row('Third from GitHub').waitFor()
    expect(narrow.complaints).toEqual([])
    await narrow.close()
  })
})
