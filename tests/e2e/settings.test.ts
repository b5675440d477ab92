import { afterEach, beforeEach, expect, test } from 'vitest'
import { Settings } from '../../contract/settings.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, newWindow, openStagedConsole } from './support/console-window.ts'
import { ownBrowser } from './support/own-browser.ts'
import { type SettingsStage, stagedSettings, stageSettings } from './support/settings-stage.ts'
import { stageDesktop } from './support/staged-desktop.ts'
import { ago, shaOf, stagedInfo, stagedSource } from './support/staged-facts.ts'
import { problem, type StagedService } from './support/staged-service.ts'

const browser = ownBrowser()
let service: StagedService
let stage: SettingsStage
let window: ConsoleWindow
beforeEach(() => begin('admin'))
afterEach(async () => {
  await window.close()
  await service.close()
})

async function begin(scope: 'admin' | 'observer'): Promise<void> {
  ;({ service } = await openStage(scope, {}))
  stage = stageSettings(service, () => stagedInfo([stagedSource({ source: 'github' })]))
}
const open = async (hash = '#/settings') => {
  window = await openStagedConsole(browser(), service.url, hash, { reducedMotion: 'reduce' })
}
const field = (label: string) => window.page.getByLabel(label, { exact: true })
const bar = () => window.page.getByTestId('save-bar')
const saveButton = () => bar().getByRole('button', { name: 'Save' })

test('the page says what is in force, where things are, and how secrets are kept, without a field for any', async () => {
  await open()
  await window.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await window.page.getByText('http://127.0.0.1:8787').waitFor()
  await window.page.getByText('by the variable COUNTERSIGN_DATA_ROOT').waitFor()
  await window.page.getByText('npx countersign secret set BOT_TOKEN').waitFor()
  expect(await field('Port').getAttribute('placeholder')).toBe('8787')
  expect(await window.page.locator('input[type=password]').count()).toBe(0)
  expect(await barriers(window.page)).toEqual([])
  expect(window.complaints).toEqual([])
})

test('what a variable says is shown as it is, and cannot be changed here', async () => {
  await open()
  expect(await field('Operator name').isDisabled()).toBe(true)
  expect(await field('Operator name').inputValue()).toBe('anna')
  await window.page.getByText('COUNTERSIGN_OPERATOR says it for this run').waitFor()
})

test('a change is saved on what was read, and what waits for the next start is told', async () => {
  await open()
  await field('Port').fill('9000')
  await bar().getByText('Port').waitFor()
  await field('Telegram operators').fill('7=anna\n8')
  await saveButton().click()
  await bar().waitFor({ state: 'detached' })
  expect(stage.saved).toEqual([Settings.parse({ port: 9000, telegram_operators: ['7=anna', 8] })])
  stage.view = { ...stage.view, restart_needed: ['port'] }
  service.push('settings_changed', { seq: 101, ts: ago(0), correlation_id: 'c', base_sha: stage.view.base_sha })
  await window.page.getByTestId('restart-needed').getByText('Port.').waitFor()
})

test('what cannot be is said at its field, before anything is sent', async () => {
  await open('#/settings/audit')
  await field('Check the whole log every (minutes)').fill('20000')
  await window.page.getByText('This is more than 10080.').waitFor()
  expect(await saveButton().isDisabled()).toBe(true)
  await field('Check the whole log every (minutes)').fill('20')
  expect(await saveButton().isDisabled()).toBe(false)
  expect(service.asked.filter((each) => each.startsWith('PUT'))).toEqual([])
})

test('what only the service can refuse is shown at the field that it names', async () => {
  await open('#/settings/audit')
  const refusal = problem('settings_invalid', 'anchor_folder: /nowhere is not a folder')
  stage.refuse = { ...refusal, body: { ...refusal.body, member: 'anchor_folder' } }
  await field('Folder for deposits of the signed head').fill('/nowhere')
  await saveButton().click()
  await window.page.locator('[data-setting=anchor_folder]').getByText('/nowhere is not a folder').waitFor()
  await bar().getByText('Not valid: Folder for deposits').waitFor()
  expect(await field('Folder for deposits of the signed head').inputValue()).toBe('/nowhere')
})

test('a change by another one is shown, and mine goes on top of it without undoing theirs', async () => {
  await open()
  await field('Port').fill('9000')
  stage.view = stagedSettings({ audit_verify_minutes: 5 }, {})
  await saveButton().click()
  const overtaken = window.page.getByTestId('settings-overtaken')
  await overtaken.getByText('Check the whole log every (minutes): nothing → 5').waitFor()
  expect(await saveButton().isDisabled()).toBe(true)
  expect(await barriers(window.page)).toEqual([])
  await overtaken.getByRole('button', { name: 'Keep my changes on top of it' }).click()
  await saveButton().click()
  await bar().waitFor({ state: 'detached' })
  expect(stage.saved).toEqual([Settings.parse({ audit_verify_minutes: 5, port: 9000 })])
})

test('what is not saved is still there after a look at another page', async () => {
  await open()
  await field('Port').fill('9000')
  await window.page.getByRole('link', { name: 'Tokens', exact: true }).first().click()
  await window.page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor()
  await window.page.getByRole('button', { name: 'Theme and session' }).click()
  await window.page.getByRole('menuitem', { name: 'Settings' }).getByText('not saved').waitFor()
  await window.page.getByRole('menuitem', { name: 'Settings' }).click()
  expect(await field('Port').inputValue()).toBe('9000')
  await bar().getByRole('button', { name: 'Drop' }).click()
  expect(await field('Port').inputValue()).toBe('')
})

test('quiet hours are set with what is shown all the same', async () => {
  await open('#/settings/notifications')
  await field('Quiet hours').check()
  await field('From').fill('21:30')
  await window.page.getByRole('group', { name: 'Shown all the same' }).getByLabel('A source is lost').check()
  await saveButton().click()
  await bar().waitFor({ state: 'detached' })
  expect(stage.saved[0]?.notifications.quiet_hours).toEqual({ from: '21:30', to: '07:00', except: ['source_lost'] })
})

test('a file that is not valid is told with its reason', async () => {
  stage.view = stagedSettings({}, { refused: 'port: is not a number' })
  await open()
  await window.page.getByText('The last good one holds').waitFor()
  await window.page.getByText('port: is not a number').waitFor()
})

test('settings that cannot be read say why, and can be asked for again', async () => {
  let isBroken = true
  service.on('GET /api/settings', () =>
    isBroken ? problem('internal', 'Something broke.') : { status: 200, body: stage.view },
  )
  await open()
  await window.page.getByRole('alert').getByText('Something broke.').waitFor()
  isBroken = false
  await window.page.getByRole('button', { name: 'Try again' }).click()
  await field('Port').waitFor()
})

test('a session that may only read is told so, and asks for nothing', async () => {
  await service.close()
  await begin('observer')
  await open()
  await window.page.getByText('Only an admin sees the settings').waitFor()
  expect(service.asked.filter((each) => each.includes('/api/settings'))).toEqual([])
})

test('in a browser the switches of the desktop are locked with the reason, and no screen is offered', async () => {
  await open('#/settings/desktop')
  expect(await field('Start when I log in').isDisabled()).toBe(true)
  await window.page.getByText('This is a browser: change it in the desktop app.').first().waitFor()
  await window.page.getByText('A browser cannot record the screen').waitFor()
})

test('on the desktop the switches work and a screen is chosen among pictures', async () => {
  window = await newWindow(browser(), { reducedMotion: 'reduce' })
  const desktop = await stageDesktop(window.page)
  await window.page.goto(`${service.url}/#/settings/screen`)
  await window.page.getByRole('button', { name: 'Show screens and windows' }).click()
  await window.page.getByText('Entire screen').click()
  await becomes(async () => (await desktop.asked()).includes('capture screen:1:0'), true)
  expect(await window.page.locator('label img').count()).toBe(1)
  await becomes(() => window.page.getByRole('radio', { name: 'Entire screen' }).isChecked(), true)
  expect(await barriers(window.page)).toEqual([])
  await field('Start when I log in').check()
  await saveButton().click()
  await bar().waitFor({ state: 'detached' })
  expect(stage.saved[0]?.desktop.start_at_login).toBe(true)
  expect(stage.view.base_sha).toBe(shaOf(JSON.stringify(stage.saved[0])))
})

test('the room of the evidence is shown with its age, and its limits can be set', async () => {
  stageSettings(service, () => ({
    ...stagedInfo([]),
    evidence: {
      ...{ used_bytes: 2e9, counted_at: ago(90), free_bytes: 50e9, free_at: ago(5) },
      ...{ budget_bytes: 10e9, keep_free_bytes: 1e9 },
    },
  }))
  await open('#/settings/data')
  const room = window.page.getByTestId('evidence-room')
  await room.getByText('2.0 GB, of 10.0 GB (20 %)').waitFor()
  await room.getByText('50.0 GB, 1.0 GB of it kept free').waitFor()
  expect(await room.locator('time').count()).toBe(2)
  await field('Room for evidence (bytes)').fill('20 000 000 000')
  await field('Kept free on the disk (bytes)').fill('2000000000')
  await saveButton().click()
  await bar().waitFor({ state: 'detached' })
})
