import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { emptyGovernance, stageGovernance } from './support/governance-stage.ts'
import { type SettingsStage, stagedSettings, stageSettings } from './support/settings-stage.ts'
import { stagedAccount } from './support/staged-airlock.ts'
import { ago, shaOf, stagedInfo } from './support/staged-facts.ts'
import { ok, problem, type StagedService } from './support/staged-service.ts'
import { STAGED_FAMILIES } from './support/staged-tools.ts'

let browser: Browser
let service: StagedService
let stage: SettingsStage
let window: ConsoleWindow
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  ;({ service } = await openStage('admin', {}))
  stageGovernance(service, { ...emptyGovernance(), tools: [...STAGED_FAMILIES] })
  stage = stageSettings(service, () => stagedInfo([]))
  stage.view = stagedSettings({ tools: { obs: { url: 'ws://127.0.0.1:4455' } } }, {})
  service.on('GET /api/accounts', () => ok({ items: [stagedAccount({ state: 'none', channel_title: null })] }))
  window = await openStagedConsole(browser, service.url, '#/settings/tools', { reducedMotion: 'reduce' })
  await window.page.locator('[data-family=obs] summary').click()
})
afterEach(async () => {
  await window.close()
  await service.close()
})

const family = (name: string, secrets: string[]) => ({
  ...{ family: name, secrets },
  settings_schema: { type: 'object', properties: { client_id: { type: 'string' } } },
})
const form = () => window.page.getByRole('form', { name: 'Settings of obs' })
const save = () => form().getByRole('button', { name: 'Save' })
const change = (tools: object) => {
  stage.view = stagedSettings({ tools }, {})
  service.push('settings_changed', { seq: 800, ts: ago(0), correlation_id: 's', base_sha: shaOf('other') })
}

test('a family of tools is set up in a form that knows its limits, and the rest of the settings stays', async () => {
  await form().getByText('If left empty: 5000').waitFor()
  await window.page.getByText('npx countersign secret set OBS_PASSWORD').waitFor()
  expect(await save().isDisabled()).toBe(true)
  await form().getByLabel('call_timeout_ms').fill('5')
  await form().getByText('at least 100', { exact: true }).waitFor()
  expect(await save().isDisabled()).toBe(true)
  await form().getByLabel('call_timeout_ms').fill('8000')
  expect(await barriers(window.page)).toEqual([])
  await save().click()
  await window.page.getByText('The settings are saved; they hold at once.').waitFor()
  expect(stage.saved.at(-1)?.tools).toEqual({ obs: { url: 'ws://127.0.0.1:4455', call_timeout_ms: 8000 } })
  expect(window.complaints).toEqual([])
})

test('what the service refuses is said, and nothing that was typed is lost', async () => {
  stage.refuse = problem('settings_invalid', 'tools: tools.obs.url: is not this machine')
  await form().getByLabel('url').fill('ws://obs.example.org:4455')
  await save().click()
  await form().getByText('tools.obs.url: is not this machine').waitFor()
  expect(await form().getByLabel('url').inputValue()).toBe('ws://obs.example.org:4455')
})

test('a change from elsewhere is taken over where nothing is typed, and said where something is', async () => {
  change({ obs: { url: 'ws://127.0.0.1:4466' } })
  await expect.poll(() => form().getByLabel('url').inputValue()).toBe('ws://127.0.0.1:4466')
  await form().getByLabel('url').fill('ws://127.0.0.1:1')
  change({ obs: { url: 'ws://127.0.0.1:4477' } })
  await window.page.getByText('Another one has changed these settings meanwhile').waitFor()
  expect(await form().getByLabel('url').inputValue()).toBe('ws://127.0.0.1:1')
  await window.page.getByRole('button', { name: 'Drop what is typed' }).click()
  expect(await form().getByLabel('url').inputValue()).toBe('ws://127.0.0.1:4477')
})

test('a group is not called ready while one of its tools is off, and says which', async () => {
  stage.view = stagedSettings({}, { tool_families: [family('vision', ['VISION_API_KEY'])] })
  stageGovernance(service, {
    ...emptyGovernance(),
    tools: [...STAGED_FAMILIES, ...STAGED_FAMILIES.slice(0, 1).map((tool) => ({ ...tool, tool: 'vision.compare' }))],
  })
  await window.page.reload()
  const vision = window.page.locator('[data-family=vision]')
  await vision.getByText('1 of 2').first().waitFor()
  expect(await vision.locator('summary').innerText()).toMatch(/Off\s+1 of 2[\s\S]*Ready\s+1 of 2/)
  await vision.locator('summary').click()
  await vision.getByText('vision.describe', { exact: true }).waitFor()
  await vision.getByText('Set tools.vision.endpoint in the settings.').waitFor()
  expect(await barriers(window.page)).toEqual([])
})

test('an account stands with its tools, once, and is not asked for before the client id is set', async () => {
  const families = { tool_families: [family('youtube', [])] }
  stage.view = stagedSettings({}, families)
  await window.page.reload()
  await window.page.locator('[data-family=youtube] summary').click()
  expect(await window.page.locator('[data-account]').count()).toBe(1)
  const connect = window.page.getByRole('button', { name: 'Connect…' })
  await window.page.getByText('Set the client id first.').waitFor()
  expect(await connect.isDisabled()).toBe(true)
  stage.view = stagedSettings({ tools: { youtube: { client_id: 'x.apps.googleusercontent.com' } } }, families)
  service.push('settings_changed', { seq: 801, ts: ago(0), correlation_id: 's', base_sha: shaOf('id') })
  await expect.poll(() => connect.isEnabled()).toBe(true)
})

test('a field that has a title keeps its name in the file beside it', async () => {
  const url = { type: 'string', title: 'Address of OBS', description: 'Like ws://127.0.0.1:4455.' }
  stage.view = stagedSettings(
    {},
    {
      tool_families: [{ family: 'obs', secrets: [], settings_schema: { type: 'object', properties: { url } } }],
    },
  )
  await window.page.reload()
  await window.page.locator('[data-family=obs] summary').click()
  await form().getByLabel('Address of OBS url').waitFor()
  await form().getByText('Like ws://127.0.0.1:4455.').waitFor()
})
