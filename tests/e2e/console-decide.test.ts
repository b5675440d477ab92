import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { issueEdited, issueOpened } from './support/console-deliveries.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('deciding in the console', () => {
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

  const stored = async (taskId: string) =>
    (await (await world.call('GET', `/api/tasks/${taskId}`, null)).json()) as TaskDetail

  test('a signed GitHub issue appears in three windows without a reload; an approval by keyboard with a comment is seen in all', async () => {
    const others = [await openConsole(browser, world, {}), await openConsole(browser, world, {})]
    const delivered = await world.deliver('issues', issueOpened(1, 'Upload stops half-way', 'On a slow line.'))
    expect(delivered.status).toBe(200)
    for (const each of [window, ...others]) await each.row('Upload stops half-way').waitFor()

    await window.page.keyboard.press('j')
    await window.page.getByRole('heading', { name: 'Upload stops half-way' }).waitFor()
    for (const other of others) await other.open('Upload stops half-way')
    await window.page.keyboard.press('a')
    const dialog = window.page.getByRole('dialog', { name: 'Approve this task?' })
    await dialog.waitFor()
    await window.page.keyboard.type('a careful yes, j k r')
    await window.page.keyboard.press('Control+Enter')
    await dialog.waitFor({ state: 'detached' })

    for (const each of [window, ...others]) {
      await each.status().filter({ hasText: 'Approved' }).waitFor()
      await each.row('Upload stops half-way').filter({ hasText: 'Approved' }).waitFor()
      await each.page.getByTestId('verdict').filter({ hasText: 'a careful yes, j k r' }).waitFor()
      await each.page.getByText('task_approved').waitFor()
      expect(each.complaints).toEqual([])
    }
    for (const other of others) await other.close()
  })

  test('another window shows an approval within a second', async () => {
    const task = await world.createTask({ title: 'Seen at once', request_text: 'Please.' })
    const other = await openConsole(browser, world, {})
    await other.open('Seen at once')
    // Both instants are taken in the browser that watches, so that no other clock and no polling is measured.
    const seen = other.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const place = document.querySelector('[data-testid=detail-status]')
          const observer = new MutationObserver(() => {
            if (place?.textContent?.includes('Approved')) resolve(Date.now())
          })
          observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        }),
    )
    const sent = Date.now()
    await world.call('POST', `/api/tasks/${task.task_id}/approve`, { base_sha: task.base_sha })
    expect((await seen) - sent).toBeLessThan(1_000)
    await other.close()
  })

  test('the dialog names what is decided, and a rejection with a comment is stored as it was typed', async () => {
    const task = await world.createTask({ title: 'Delete the bucket', request_text: 'All of it.' })
    await window.open('Delete the bucket')
    await window.page.keyboard.press('r')
    const dialog = window.page.getByRole('dialog', { name: 'Reject this task?' })
    for (const fact of ['Delete the bucket', task.task_id, task.base_sha.slice(0, 12)])
      await dialog.getByText(fact, { exact: true }).waitFor()
    expect(await dialog.getByLabel('Comment').evaluate((field) => field === document.activeElement)).toBe(true)
    await window.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect((await stored(task.task_id)).status).toBe('pending')

    await window.page.getByRole('button', { name: 'Reject', exact: true }).click()
    await dialog.getByLabel('Comment').fill('Still used.')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await window.status().filter({ hasText: 'Rejected' }).waitFor()
    const after = await stored(task.task_id)
    expect(after.verdict).toMatchObject({ decision: 'reject', comment: 'Still used.', door: 'console' })
  })

  test('a refused stale decision says what changed and what to do, and the operator can decide again', async () => {
    const task = await world.createTask({ title: 'Decided twice', request_text: 'Once is enough.' })
    const alone = await openConsole(browser, world, {})
    await alone.open('Decided twice')
    // Another operator is quicker, after this one has sent the decision and before it arrives.
    await alone.page.route('**/approve', async (route) => {
      await world.call('POST', `/api/tasks/${task.task_id}/reject`, {
        base_sha: task.base_sha,
        comment: 'I was first.',
      })
      await route.continue()
    })
    await alone.page.keyboard.press('a')
    await alone.page.getByRole('dialog').waitFor()
    await alone.page.keyboard.press('Control+Enter')
    const conflict = alone.page.getByRole('dialog').getByRole('alert')
    await alone.page.getByRole('dialog', { name: 'The task changed while you were deciding' }).waitFor()
    await conflict.getByText('Your decision was not recorded.').waitFor()
    await conflict.getByText('I was first.').waitFor()
    const now = await stored(task.task_id)
    expect(now.verdict?.decision).toBe('reject')
    await conflict.getByText(now.base_sha.slice(0, 12)).waitFor()

    await alone.page.unroute('**/approve')
    await alone.page.getByRole('button', { name: 'Look at the new version' }).click()
    await alone.status().filter({ hasText: 'Rejected' }).waitFor()
    await alone.page.keyboard.press('a')
    await alone.page.getByRole('dialog').waitFor()
    await alone.page.keyboard.press('Control+Enter')
    await alone.status().filter({ hasText: 'Approved' }).waitFor()
    await alone.close()
  })

  test('a task that changes while the dialog is open cannot be approved as if it had not', async () => {
    await world.deliver('issues', issueOpened(2, 'Harmless words', 'Nothing to see.'))
    await window.open('Harmless words')
    await window.page.keyboard.press('a')
    await window.page.getByRole('dialog').waitFor()
    await window.page.keyboard.type('fine')
    await world.deliver('issues', issueEdited(2, 'Other words', 'Now it says something else.'))
    const dialog = window.page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'The task changed while you were deciding' }).waitFor()
    await dialog.getByText('Now it says something else.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    await window.page.keyboard.press('Control+Enter')
    await window.page.getByRole('button', { name: 'Look at the new version' }).click()
    await window.page.getByRole('heading', { name: 'Other words' }).waitFor()
    await becomes(async () => (await window.status().textContent())?.trim(), 'Pending')
  })

  test('a lost reply is not taken for a decision, in either direction', async () => {
    const task = await world.createTask({ title: 'Reply lost', request_text: 'Hm.' })
    const alone = await openConsole(browser, world, {})
    await alone.open('Reply lost')
    await alone.page.route('**/approve', (route) => route.abort())
    await alone.page.keyboard.press('a')
    await alone.page.getByRole('dialog').waitFor()
    await alone.page.keyboard.press('Control+Enter')
    await alone.page.getByRole('dialog').getByText('It is not known whether it was recorded.').waitFor()
    expect((await stored(task.task_id)).status).toBe('pending')
    await alone.close()
  })

  test('a session that may only read sees the task and cannot decide', async () => {
    const issued = await world.call('POST', '/api/tokens', { scope: 'observer', sub: 'olga' })
    const { token } = (await issued.json()) as { token: string }
    const [session] = await window.page.context().cookies()
    const observer = await browser.newContext()
    await observer.addCookies([{ name: session?.name ?? '', value: token, url: world.url }])
    const page = await observer.newPage()
    await page.goto(`${world.url}/#/tasks`)
    await page.getByRole('listbox').getByRole('option').first().click()
    const approve = page.getByRole('button', { name: 'Approve', exact: true })
    await approve.waitFor()
    expect(await approve.isDisabled()).toBe(true)
    await page.keyboard.press('a')
    await page
      .getByTestId('announcement')
      .filter({ hasText: 'This session may only read' })
      .waitFor({ state: 'attached' })
    expect(await page.getByRole('dialog').count()).toBe(0)
    await observer.close()
  })
})
