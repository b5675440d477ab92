import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TaskPage } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { issueOpened } from './support/console-deliveries.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
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

test('what came of a delivery is drawn, its proof is written, and the proof holds on its own', async () => {
  const { page } = window
  await world.deliver('issues', issueOpened(1, 'Upload stops half-way', 'On a slow line.'))
  await window.open('Upload stops half-way')
  const { items } = (await (await world.call('GET', '/api/tasks', null)).json()) as TaskPage
  const task = items[0]
  await world.call('POST', `/api/tasks/${task?.task_id}/approve`, { base_sha: task?.base_sha })
  await page.getByRole('link', { name: 'Graph and proof' }).click()
  const kinds = () =>
    page
      .locator('[data-node]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')?.split(':')[0]))
  await becomes(kinds, ['message', 'delivery', 'task', 'decision'])

  await page.getByRole('button', { name: 'Export proof' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export proof' })
  await dialog.getByRole('button', { name: 'Write the folder' }).click()
  await dialog.getByText('The proof was written').waitFor()
  const folder = (await dialog.locator('code').first().textContent()) ?? ''
  const { stdout } = await promisify(execFile)(process.execPath, ['verify.mjs'], { cwd: folder, timeout: 30_000 })
  expect(stdout).not.toBe('')
  expect(window.complaints).toEqual([])
})

test('the chain is checked on demand, and its state is said with its time', async () => {
  const { page } = window
  await page.goto(`${world.url}/#/audit`)
  const chain = page.getByRole('region', { name: 'Chain', exact: true })
  await chain.getByRole('button', { name: 'Verify now' }).click()
  await chain.getByText('Chain whole').waitFor()
  await chain.getByText(/lines checked \d+ s ago/).waitFor()
  expect(window.complaints).toEqual([])
})
