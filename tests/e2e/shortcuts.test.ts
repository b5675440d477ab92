import { afterEach, beforeEach, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import type { GovernanceStage } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { ago, rowOf, stagedTask } from './support/staged-facts.ts'
import type { StagedService } from './support/staged-service.ts'

const browser = ownBrowser()
let service: StagedService
let stage: Stage
let governance: GovernanceStage
let window: ConsoleWindow
beforeEach(async () => {
  const tasks = [stagedTask({ task_id: 'gh-1', title: 'Mend the lamp', status: 'needs_review' })]
  ;({ service, stage, governance } = await openStage('admin', { tasks }))
})
afterEach(async () => {
  await window.close()
  await service.close()
})
const open = async (hash: string) => {
  window = await openStagedConsole(browser(), service.url, hash, { reducedMotion: 'reduce' })
}
const hash = () => window.page.evaluate(() => location.hash)

test('g and a letter go to a page, and approve nothing on the way', async () => {
  await open('#/tasks/gh-1')
  await window.page.getByRole('heading', { level: 2, name: 'Mend the lamp' }).waitFor()
  await window.page.keyboard.type('ga')
  await becomes(hash, '#/approvals')
  expect(await window.page.getByRole('dialog').count()).toBe(0)
  await window.page.keyboard.type('gs')
  await becomes(hash, '#/settings')
})

test('keys are silent while typing', async () => {
  await open('#/tasks')
  await window.page.keyboard.press('/')
  await window.page.keyboard.type('gi')
  expect(await window.page.getByRole('searchbox').inputValue()).toBe('gi')
  expect(await hash()).not.toContain('inbox')
})

test('the list of keys leads to the page with all of them', async () => {
  await open('#/policy')
  await window.page.keyboard.press('?')
  await window.page.getByRole('dialog', { name: 'Keys' }).getByRole('link', { name: 'All keys' }).click()
  await window.page.getByRole('heading', { level: 1, name: 'Keyboard shortcuts' }).waitFor()
  await window.page.getByText('approve the open task or call').waitFor()
  expect(await barriers(window.page)).toEqual([])
  expect(window.complaints).toEqual([])
})

test('the title of the window counts what waits and says when it is not known', async () => {
  await open('#/inbox')
  await becomes(() => window.page.title(), 'Waiting for you · Countersign')
  const [task] = stage.tasks
  if (task === undefined) throw new Error('no task is staged')
  governance.waiting = [{ kind: 'task', rank: 0, waiting_since: ago(3), task: rowOf(task) }]
  service.push('task_updated', {
    ...{ seq: 101, ts: ago(0), correlation_id: task.correlation_id, task_id: task.task_id },
    task: rowOf(task),
  })
  await becomes(() => window.page.title(), '(1) Waiting for you · Countersign')
  await window.page.keyboard.type('gt')
  await becomes(() => window.page.title(), '(1) Tasks · Countersign')
  await service.close()
  await becomes(() => window.page.title(), '(1+?) Tasks · Countersign')
})
