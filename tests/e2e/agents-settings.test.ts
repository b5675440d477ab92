import { afterEach, beforeEach, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ownBrowser } from './support/own-browser.ts'
import { type SettingsStage, stagedSettings, stageSettings } from './support/settings-stage.ts'
import type { AgentsWorld } from './support/staged-agents-stage.ts'
import { openAgentsAtWork } from './support/staged-agents-work.ts'
import { stagedInfo } from './support/staged-facts.ts'
import { problem } from './support/staged-service.ts'

const browser = ownBrowser()
const CODEX = { kind: 'codex', workspace: { kind: 'git', path: '/src/pier' } }
let world: AgentsWorld
let settings: SettingsStage
let window: ConsoleWindow
beforeEach(async () => {
  world = await openAgentsAtWork('admin')
  settings = stageSettings(world.service, () => stagedInfo([]))
  settings.view = stagedSettings({ agents: { codex: CODEX } }, {})
  const look = { reducedMotion: 'reduce' } as const
  window = await openStagedConsole(browser(), world.service.url, '#/settings/agents', look)
})
afterEach(async () => {
  await window.close()
  await world.service.close()
})

const form = (name: string) => window.page.getByRole('form', { name, exact: true })
const save = (name: string) => form(name).getByRole('button', { name: 'Save' })

test('an agent is changed in a form that shows what was written, and the rest stays', async () => {
  await window.page.locator('[data-agent=codex] summary').click()
  const codex = form('Settings of the agent codex')
  expect(await codex.getByLabel('path').inputValue()).toBe('/src/pier')
  await codex.getByText('Without a word: executor', { exact: true }).waitFor()
  expect(await save('Settings of the agent codex').isDisabled()).toBe(true)
  await codex.getByLabel('seconds').fill('0')
  await codex.getByText('at least 1', { exact: true }).waitFor()
  await codex.getByLabel('seconds').fill('600')
  expect(await barriers(window.page)).toEqual([])
  await save('Settings of the agent codex').click()
  await window.page.getByText('The settings are saved; they hold at once.').waitFor()
  expect(settings.saved.at(-1)?.agents).toMatchObject({ codex: { ...CODEX, limits: { seconds: 600 } } })
  expect(window.complaints).toEqual([])
})

test('a further agent is set up by name and kind, and what it lacks is said', async () => {
  const add = form('Add an agent')
  await add.getByLabel('Name of a further agent').fill('Judge')
  await add.getByText('begins with a letter').waitFor()
  await add.getByLabel('Name of a further agent').fill('codex')
  await add.getByText('There is one of this name already.').waitFor()
  await add.getByLabel('Name of a further agent').fill('judge')
  await add.getByLabel('Kind').selectOption('script')
  await add.getByRole('button', { name: 'Set it up…' }).click()
  const judge = form('Settings of the agent judge')
  await judge.getByText('1 field is not as they must be').waitFor()
  await judge.getByRole('button', { name: 'Add to command' }).click()
  await judge.getByLabel('command 1', { exact: true }).fill('/usr/local/bin/judge')
  await save('Settings of the agent judge').click()
  await becomes(async () => settings.saved.at(-1)?.agents['judge' as never] !== undefined, true)
  expect(settings.saved.at(-1)?.agents).toMatchObject({
    ...{ codex: CODEX, judge: { kind: 'script', command: ['/usr/local/bin/judge'] } },
  })
})

test('an agent is taken out with a second press, and a refusal is said', async () => {
  await window.page.locator('[data-agent=codex] summary').click()
  await window.page.getByRole('button', { name: 'Take codex out…' }).click()
  settings.refuse = problem('settings_changed', 'The settings are others by now.')
  await window.page.getByRole('button', { name: 'Take it out', exact: true }).click()
  await window.page.getByText('The settings are others by now.').waitFor()
  settings.refuse = null
  await window.page.getByRole('button', { name: 'Take it out', exact: true }).click()
  await window.page.getByText('No agent is set up.').waitFor()
  expect(settings.saved.at(-1)?.agents).toEqual({})
})

test('the times of the protocol are set', async () => {
  await window.page.getByTestId('protocol-settings').locator('summary').click()
  await form('Settings of the protocol').getByLabel('max_rounds').fill('5')
  await save('Settings of the protocol').click()
  await becomes(async () => settings.saved.at(-1)?.protocol.max_rounds, 5)
})
