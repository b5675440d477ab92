import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { issueOpened } from './support/console-deliveries.ts'
import { type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

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

test('the timeline tells what happened to a task, and its requests only when they are asked for', async () => {
  const asked: string[] = []
  window.page.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname.startsWith('/api/audit/')) asked.push(search)
  })
  await world.deliver('issues', issueOpened(1, 'Upload stops half-way', 'On a slow line.'))
  await window.open('Upload stops half-way')
  const timeline = window.page.locator('section', { hasText: 'Timeline' })
  await timeline.getByText('task_created').first().waitFor()
  expect(await timeline.getByText('request_served').count()).toBe(0)
  expect(new Set(asked)).toEqual(new Set(['']))

  await window.page.getByLabel('Show requests').check()
  await timeline.getByText('request_served').first().waitFor()
  await timeline.getByText('task_created').first().waitFor()
  expect(asked).toContain('?requests=true')
})
