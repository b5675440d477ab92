import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

/** More lines than the first reading and one window of the log hold. */
const LINES = 1_400

describe('the audit page', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  let task: TaskDetail
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    task = await world.createTask({ title: 'Early', request_text: 'Words.' })
    for (let read = 0; read < LINES / 20; read += 1)
      await Promise.all(Array.from({ length: 20 }, () => world.call('GET', '/api/tasks', null)))
    window = await openConsole(browser, world, {})
    await window.page.getByRole('link', { name: 'Audit' }).click()
    await line().first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
  const line = () => window.page.locator('[data-seq]')
  const scroller = () => window.page.getByRole('region', { name: 'Audit lines, newest first' })
  const seqs = () => line().evaluateAll((lines) => lines.map((each) => Number(each.getAttribute('data-seq'))))

  test('leaves out the requests until they are asked for, and the choice is in the address', async () => {
    const told = () => line().filter({ hasText: 'request_served' }).count()
    await line().filter({ hasText: 'task_created' }).waitFor()
    expect(await told()).toBe(0)
    await window.page.getByLabel('Show requests').check()
    await expect.poll(told).toBeGreaterThan(0)
    expect(await window.page.evaluate(() => location.hash)).toBe('#/audit?requests=true')
  })

  test('shows the newest lines first and reaches the very first line by scrolling', async () => {
    const first = await seqs()
    expect(first).toEqual([...first].sort((a, b) => b - a))
    await expect
      .poll(
        async () => {
          await scroller().evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
          return (await seqs()).includes(1)
        },
        { timeout: 30_000, interval: 50 },
      )
      .toBe(true)
    const last = await seqs()
    expect(last).toEqual(last.map((_, place) => last.length - place))
    expect(last.length).toBeLessThan(120)
  })

  test('a line opens to its exact JSON and closes again', async () => {
    await scroller().evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
    await window.page.locator('[data-seq="1"]').click()
    const json = await window.page.getByRole('region', { name: 'Line 1 as JSON' }).textContent()
    expect(JSON.parse(json ?? '')).toMatchObject({ seq: 1, prev_hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    await window.page.locator('[data-seq="1"]').click()
    await becomes(() => window.page.getByRole('region', { name: 'Line 1 as JSON' }).count(), 0)
  })

  test('a rare line deep in the log is found by task and by type, and the filter is in the address', async () => {
    await window.page.getByLabel('Task id').fill(task.task_id)
    await window.page.getByLabel('Task id').press('Enter')
    await window.page.getByLabel('Type').selectOption('task_created')
    await becomes(() => line().count(), 1)
    expect(await line().first().textContent()).toContain('task_created')
    expect(await window.page.evaluate(() => location.hash)).toBe(
      `#/audit?task_id=${task.task_id}&type=task_created&requests=true`,
    )
    await line().first().click()
    await window.page.getByRole('link', { name: 'Open the task' }).click()
    await window.page.getByRole('heading', { level: 2, name: 'Early' }).waitFor()
    await window.page.goBack()
    await becomes(() => line().count(), 1)
  })

  test('a new line appears while the page is open', async () => {
    await window.page.goto(`${world.url}/#/audit?type=task_approved`)
    await window.page.getByRole('heading', { name: 'No line matches' }).waitFor()
    await world.call('POST', `/api/tasks/${task.task_id}/approve`, { base_sha: task.base_sha })
    await line().filter({ hasText: 'task_approved' }).waitFor()
    expect(window.complaints).toEqual([])
  })
})
