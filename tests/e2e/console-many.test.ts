import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorldOf } from './support/console-world.ts'

const TASKS = 10_000
const ROW = 54

describe('ten thousand tasks', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorldOf(TASKS)
    window = await openConsole(browser, world, {})
    await window.row('Bulk task 1').first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  test('the last row is reached by scrolling, and never more than a hundred rows are in the page', async () => {
    const list = window.page.getByRole('listbox', { name: 'Tasks' })
    let most = 0
    const atEnd = async () => {
      most = Math.max(most, await window.rows().count())
      return list.evaluate((box, height) => {
        const all = box.scrollHeight >= height
        box.scrollTop = box.scrollHeight
        return all
      }, TASKS * ROW)
    }
    await expect.poll(atEnd, { timeout: 90_000, interval: 30 }).toBe(true)
    await window.row(`Bulk task ${TASKS}`).waitFor()
    expect(Math.max(most, await window.rows().count())).toBeLessThan(100)
    expect(window.complaints).toEqual([])
  })

  test('a task in the middle that changes is brought up to date in place, and a new one on top moves nothing', async () => {
    const list = window.page.getByRole('listbox', { name: 'Tasks' })
    await list.evaluate((box, top) => box.scrollTo({ top }), 5_000 * ROW)
    const row = window.row('Bulk task 5005')
    await row.waitFor()
    const before = await row.evaluate((element) => Math.round(element.getBoundingClientRect().top))
    await world.createTask({ title: 'New on top', request_text: 'One.' })
    const path = '/api/tasks/bulk-005005'
    const { base_sha } = (await (await world.call('GET', path, null)).json()) as TaskDetail
    await world.call('POST', `${path}/approve`, { base_sha })
    await row.filter({ hasText: 'Approved' }).waitFor()
    await becomes(() => row.evaluate((element) => Math.round(element.getBoundingClientRect().top)), before)
    await list.evaluate((box) => box.scrollTo({ top: 0 }))
    await window.row('New on top').waitFor()
  })

  test('search finds one task among them', async () => {
    await window.page.keyboard.press('/')
    await window.page.keyboard.type('bulk task 7777')
    await becomes(() => window.rows().count(), 1)
    await window.row('Bulk task 7777').waitFor()
  })
})
