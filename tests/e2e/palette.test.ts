import { afterEach, beforeEach, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, becomesLive, type ConsoleWindow, newWindow, openStagedConsole } from './support/console-window.ts'
import { ownBrowser } from './support/own-browser.ts'
import { type SettingsStage, stageSettings } from './support/settings-stage.ts'
import { stageDesktop } from './support/staged-desktop.ts'
import { rowOf, stagedInfo, stagedTask } from './support/staged-facts.ts'
import { ok, problem, type StagedService } from './support/staged-service.ts'

const browser = ownBrowser()
let service: StagedService
let stage: Stage
let settings: SettingsStage
let window: ConsoleWindow
beforeEach(() => begin('admin'))
afterEach(async () => {
  await window.close()
  await service.close()
})

async function begin(scope: 'admin' | 'observer'): Promise<void> {
  const tasks = [
    stagedTask({ task_id: 'gh-1', title: 'Mend the lamp', status: 'needs_review' }),
    stagedTask({ task_id: 'gh-2', title: 'Sound the horn' }),
  ]
  ;({ service, stage } = await openStage(scope, { tasks }))
  settings = stageSettings(service, () => stagedInfo(stage.sources))
  service.on('GET /api/tasks', ({ query }) => {
    const q = (query.get('q') ?? '').toLowerCase()
    const items = stage.tasks.filter(({ title, task_id }) => `${title} ${task_id}`.toLowerCase().includes(q))
    return ok({ items: items.map(rowOf), next_cursor: null })
  })
}
const open = async (hash = '#/policy') => {
  const permissions = ['clipboard-read', 'clipboard-write']
  window = await openStagedConsole(browser(), service.url, hash, { reducedMotion: 'reduce', permissions })
}
const palette = () => window.page.getByRole('dialog', { name: 'Commands' })
const field = () => palette().getByRole('combobox')
const option = (name: string) => palette().getByRole('option', { name })
const active = () => palette().getByRole('option', { selected: true })
const call = async (typed: string) => {
  await window.page.keyboard.press('Control+k')
  await field().fill(typed)
}

test('Ctrl K opens it, letters find a page, Enter goes there', async () => {
  await open()
  await call('deliv')
  expect(await active().textContent()).toContain('Deliveries')
  expect(await barriers(window.page)).toEqual([])
  await window.page.keyboard.press('Enter')
  await becomes(() => window.page.evaluate(() => location.hash), '#/deliveries')
  await palette().waitFor({ state: 'detached' })
  expect(window.complaints).toEqual([])
})

test('Escape closes it and the focus is where it was', async () => {
  await open('#/settings')
  const port = window.page.getByLabel('Port', { exact: true })
  await port.focus()
  await window.page.keyboard.press('Control+k')
  await becomes(() => field().evaluate((each) => each === document.activeElement), true)
  await window.page.keyboard.press('Escape')
  await palette().waitFor({ state: 'detached' })
  await becomes(() => port.evaluate((each) => each === document.activeElement), true)
})

test('the field names what Enter would do, and arrows move through all of it and around', async () => {
  await open()
  await call('')
  const named = () => field().getAttribute('aria-activedescendant')
  const first = await named()
  expect(first).toBe(await active().getAttribute('id'))
  await window.page.keyboard.press('ArrowUp')
  expect(await named()).not.toBe(first)
  await window.page.keyboard.press('ArrowDown')
  expect(await named()).toBe(first)
})

test('a task is found as its words are typed, or by its id, and opens', async () => {
  await open()
  await call('lamp')
  await option('Mend the lamp').waitFor()
  await field().fill('gh-2')
  await option('Sound the horn').waitFor()
  await window.page.keyboard.press('Enter')
  await becomes(() => window.page.evaluate(() => location.hash), '#/tasks/gh-2')
})

test('approve and reject open their dialogs and decide nothing by themselves', async () => {
  await open('#/tasks/gh-1')
  await window.page.getByRole('heading', { level: 2, name: 'Mend the lamp' }).waitFor()
  await call('approve the task')
  await window.page.keyboard.press('Enter')
  await window.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).waitFor()
  expect(service.asked.filter((each) => each.startsWith('POST'))).toEqual([])
})

test('what else the open page offers is there too, and is gone with the page', async () => {
  await open('#/tasks/gh-1')
  await window.page.getByRole('heading', { level: 2, name: 'Mend the lamp' }).waitFor()
  await call('export proof')
  await window.page.keyboard.press('Enter')
  await window.page.getByRole('dialog', { name: 'Export proof' }).getByRole('button', { name: 'Close' }).click()
  await window.page.keyboard.type('gp')
  await window.page.getByRole('heading', { level: 1, name: 'Policy' }).waitFor()
  await call('')
  await option('Policy').waitFor()
  expect(await palette().getByRole('group', { name: 'With what is open' }).count()).toBe(0)
})

test('what cannot be done now says why and does nothing', async () => {
  await service.close()
  await begin('observer')
  await open('#/tasks/gh-1')
  await window.page.getByRole('heading', { level: 2, name: 'Mend the lamp' }).waitFor()
  await call('pause')
  expect(await option('Pause the intake').getAttribute('aria-disabled')).toBe('true')
  await window.page.keyboard.press('Enter')
  await option('This session may only read.').waitFor()
  expect(await palette().count()).toBe(1)
})

test('what was used last is first the next time', async () => {
  await open()
  await call('theme dark')
  await window.page.keyboard.press('Enter')
  expect(await window.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  await window.page.keyboard.press('Control+k')
  await palette().getByRole('group', { name: 'Recent' }).getByRole('option', { name: 'Theme: dark' }).waitFor()
})

test('the intake is paused with a reason, every page says so, and it is resumed', async () => {
  await open()
  await call('pause')
  await window.page.keyboard.press('Enter')
  const dialog = window.page.getByRole('dialog', { name: 'Pause the intake' })
  await dialog.getByLabel('Why').fill('moving house')
  expect(await barriers(window.page)).toEqual([])
  await dialog.getByRole('button', { name: 'Pause the intake' }).click()
  const banner = window.page.getByTestId('intake-banner')
  await banner.getByText('moving house').waitFor()
  await banner.getByText('2 deliveries wait').waitFor()
  expect(await barriers(window.page)).toEqual([])
  await window.page.getByTestId('announcement').getByText('The intake is paused').waitFor()
  await banner.getByRole('button', { name: 'Resume' }).click()
  await banner.waitFor({ state: 'detached' })
  expect(settings.intake.paused).toBe(false)
})

test('a resume that fails says so where it can be seen', async () => {
  settings.intake = { paused: true, since: null, by: null, reason: null, held: 0 }
  service.on('POST /api/intake', () => problem('audit_unavailable', 'The log takes no line.'))
  await open()
  await window.page.getByTestId('intake-banner').getByRole('button', { name: 'Resume' }).click()
  await window.page.getByTestId('told').getByText('The intake could not be resumed').waitFor()
  await window.page.getByTestId('told').getByRole('button', { name: 'Close' }).click()
  await window.page.getByTestId('intake-banner').waitFor()
})

test('a search that fails says so, and the commands stay', async () => {
  service.on('GET /api/tasks', () => problem('internal', 'Broken.'))
  await open()
  await call('settings')
  await palette().getByRole('status').getByText('could not be searched').waitFor()
  await option('Keyboard shortcuts').waitFor({ state: 'detached' })
  await option('Settings: Sources').waitFor()
})

test('the address is copied', async () => {
  await open('#/tasks/gh-1')
  await call('copy address')
  await window.page.keyboard.press('Enter')
  await window.page.getByTestId('told').waitFor()
  expect(await window.page.evaluate(() => navigator.clipboard.readText())).toBe(`${service.url}/#/tasks/gh-1`)
})

test('it fits a narrow screen, and its button opens it too', async () => {
  await open()
  await window.page.setViewportSize({ width: 400, height: 800 })
  await window.page.getByRole('button', { name: 'Commands' }).click()
  const box = await palette().boundingBox()
  expect(box === null ? null : [box.x >= 0, box.x + box.width <= 400]).toEqual([true, true])
})

test('on the desktop it zooms, takes links of the app, and counts at the icon', async () => {
  window = await newWindow(browser(), { reducedMotion: 'reduce' })
  const desktop = await stageDesktop(window.page)
  await window.page.goto(`${service.url}/?recovered=1#/policy`)
  await becomesLive(window.page)
  await window.page.getByTestId('recovered').getByRole('button', { name: 'Close' }).click()
  expect(await window.page.evaluate(() => location.search)).toBe('')
  await call('zoom in')
  await window.page.keyboard.press('Enter')
  await becomes(async () => (await desktop.asked()).includes('zoom in'), true)
  await becomes(async () => (await desktop.asked()).includes('badge 0'), true)
  await desktop.send({ page: 'task', id: 'gh-1' })
  await window.page.getByRole('heading', { level: 2, name: 'Mend the lamp' }).waitFor()
  await desktop.send({ page: 'task', id: 'no such/id' })
  await window.page.getByTestId('told').getByText('The link names nothing').waitFor()
  expect(await window.page.evaluate(() => location.hash)).toBe('#/tasks/gh-1')
})
