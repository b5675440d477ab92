import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SystemInfo } from '../../contract/system.ts'
import type { TaskDetail, TaskPage } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { issueEdited, issueOpened } from './support/console-deliveries.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('what the console says about', () => {
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
  const proof = async (page: ConsoleWindow) => (await page.page.getByTestId('audit-seq').textContent())?.trim()

  test('the audit log: signed, although a reading is often just ahead of the signature', async () => {
    await world.createTask({ title: 'Say hello', request_text: 'Hello.' })
    await window.row('Say hello').waitFor()
    await expect.poll(() => proof(window), { timeout: 15_000, interval: 50 }).toMatch(/^audit \d+, signed$/)
  })

  test('the audit log: how far it is signed, when the signature does not follow', async () => {
    const doubtful = await openConsole(browser, world, {})
    await doubtful.page.route('**/system/info', async (route) => {
      const reply = await route.fetch()
      const info = (await reply.json()) as SystemInfo
      await route.fulfill({ response: reply, json: { ...info, audit: { ...info.audit, signed_seq: 2 } } })
    })
    await doubtful.page.reload()
    await expect.poll(() => proof(doubtful), { timeout: 15_000, interval: 50 }).toMatch(/^audit \d+, signed up to 2$/)
    await doubtful.page.unroute('**/system/info')
    await expect.poll(() => proof(doubtful), { timeout: 15_000, interval: 50 }).toMatch(/^audit \d+, signed$/)
    await doubtful.close()
  })

  test('an approval that a later event took back, with the comment that came with it', async () => {
    await world.deliver('issues', issueOpened(1, 'Raise the limit', 'To 20 MB.'))
    await window.open('Raise the limit')
    expect(await window.page.getByTestId('taken-back').count()).toBe(0)
    const { items } = (await (await world.call('GET', '/api/tasks?q=raise', null)).json()) as TaskPage
    await world.call('POST', `/api/tasks/${items[0]?.task_id}/approve`, {
      comment: 'Twenty is fine.',
      base_sha: items[0]?.base_sha,
    })
    await window.status().filter({ hasText: 'Approved' }).waitFor()
    await world.deliver('issues', issueEdited(1, 'Raise the limit', 'To 200 MB.'))
    await window.status().filter({ hasText: 'Pending' }).waitFor()
    const notice = window.page.getByTestId('taken-back')
    await notice
      .filter({ hasText: /^Approved as version 2, .* by .*; the request changed since, so it waits/ })
      .waitFor()
    await window.page.getByText('“Twenty is fine.”').waitFor()
    await window.page.getByText('An operator approved a task').waitFor()
  })

  test('who stands behind the words: a signature is named only where one was verified', async () => {
    const label = window.page.getByText(/^Text from outside, through/)
    await window.open('Say hello')
    await becomes(() => label.textContent(), 'Text from outside, through the API. Content not checked.')
    const verified = 'Text from outside, through GitHub. Signature verified; content not checked.'
    await window.open('Raise the limit')
    await becomes(() => label.textContent(), verified)
  })

  test('what is being decided, in the dialog itself', async () => {
    await world.deliver(
      'issues',
      issueOpened(2, 'Many lines', Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n')),
    )
    await window.open('Many lines')
    await window.page.keyboard.press('a')
    const dialog = window.page.getByRole('dialog', { name: 'Approve this task?' })
    const request = dialog.getByRole('region', { name: 'Request' })
    expect(await request.textContent()).toMatch(/^line 0\n.*…$/s)
    expect(await request.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true)
    for (const fact of ['GitHub acme/orbit#2', 'No CI result yet', 'Content hash'])
      await dialog.getByText(fact).waitFor()
    await window.page.keyboard.press('Escape')
  })

  test('a task that does not exist, with the way back to the list', async () => {
    await window.page.goto(`${world.url}/#/tasks/nowhere`)
    await window.page.getByText('task_not_found').waitFor()
    await window.page.getByRole('button', { name: 'Back to the list' }).click()
    await window.page.getByRole('heading', { name: 'No task is open' }).waitFor()
  })

  test('a conflict keeps the comment and leads to the new version', async () => {
    const task = await world.createTask({ title: 'Contested', request_text: 'Mine.' })
    await window.open('Contested')
    await window.page.keyboard.press('a')
    await window.page.getByRole('dialog').waitFor()
    await window.page.keyboard.type('half a thought')
    await world.call('POST', `/api/tasks/${task.task_id}/reject`, { base_sha: task.base_sha })
    await window.page.getByRole('button', { name: 'Look at the new version' }).click()
    await window.page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await window.page.evaluate(() => document.activeElement?.textContent)).toBe('Contested')
    await window.page.keyboard.press('a')
    await window.page.getByRole('dialog').waitFor()
    expect(await window.page.getByLabel('Comment').inputValue()).toBe('half a thought')
    await window.page.keyboard.press('Escape')
    const stored = (await (await world.call('GET', `/api/tasks/${task.task_id}`, null)).json()) as TaskDetail
    expect(stored.status).toBe('rejected')
    expect(window.complaints.filter((text) => !text.includes('404'))).toEqual([])
  })

  test('the log on a narrow screen, with its filters behind one button', async () => {
    const narrow = await openConsole(browser, world, { viewport: { width: 420, height: 800 } })
    await narrow.page.getByRole('link', { name: 'Audit' }).click()
    await narrow.page.locator('[data-seq]').first().waitFor()
    expect(await narrow.page.getByLabel('Task id').count()).toBe(0)
    await narrow.page.getByRole('button', { name: 'Filter' }).click()
    await narrow.page.getByLabel('Type').selectOption('task_rejected')
    await narrow.page.getByRole('button', { name: 'Filter (1)' }).waitFor()
    await becomes(() => narrow.page.locator('[data-seq]').count(), 1)
    await narrow.close()
  })
})
