import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { emptyGovernance, type GovernanceStage, stageGovernance } from './support/governance-stage.ts'
import { stagedRun } from './support/staged-approvals.ts'
import { ago, stagedTask } from './support/staged-facts.ts'
import { type ObsStage, stageObs } from './support/staged-obs.ts'
import { ok, type StagedService } from './support/staged-service.ts'
import { STAGED_FAMILIES, stagedStatus } from './support/staged-tools.ts'

let browser: Browser
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
let obs: ObsStage
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  const tasks = [
    stagedTask({ task_id: 'pier', title: 'Film the pier' }),
    stagedTask({ task_id: 'moon', title: 'Film the moon', correlation_id: 'moon' }),
  ]
  ;({ service } = await openStage('admin', { tasks }))
  stage = emptyGovernance()
  stage.tools = [...STAGED_FAMILIES]
  stageGovernance(service, stage)
  obs = stageObs(service, stage)
})
afterEach(async () => {
  await window.close()
  await service.close()
})

const open = async (hash = '#/obs?task_id=pier', options = {}) => {
  window = await openStagedConsole(browser, service.url, hash, { reducedMotion: 'reduce', ...options })
}
const button = (name: string) => window.page.getByRole('button', { name, exact: true })
const doings = () => obs.sent.map(({ tool }) => tool).filter((tool) => !['obs.status', 'obs.scenes'].includes(tool))
const region = (name: string) => window.page.getByRole('region', { name, exact: true })

test('without a task nothing is pressed; with one OBS is asked, and what it said is told with its age', async () => {
  await open('#/obs')
  await window.page.getByText('Choose a task first').waitFor()
  expect(await button('Ask OBS now').isDisabled()).toBe(true)
  await window.page.getByRole('option', { name: 'Film the pier' }).click()
  await region('Recording').getByText('Not known').waitFor()
  await button('Ask OBS now').click()
  await region('Recording').getByText('Not recording').waitFor()
  await region('Recording')
    .getByText(/^asked/)
    .waitFor()
  await region('Scenes').getByText('Camera').waitFor()
  expect(await barriers(window.page)).toEqual([])
  const status = stagedStatus({ state: 'unavailable', detail: 'OBS does not answer.', remediation_hint: 'Start OBS.' })
  service.push('tool_status_changed', { seq: 700, ts: ago(0), correlation_id: 's', tool: 'obs.status', status })
  await region('Connection').getByText('Start OBS.').waitFor()
  expect(window.complaints).toEqual([])
})

test('a scene is switched, a recording started and paused, and what OBS does then is shown', async () => {
  await open()
  await button('Ask OBS now').click()
  await window.page.getByRole('button', { name: /^Pier/ }).click()
  await window.page.getByRole('button', { name: /^Pier.*shown now/ }).waitFor()
  await button('Start recording').click()
  await region('Recording').getByText('/films/pier.mkv').waitFor()
  await button('Pause').click()
  await region('Recording').getByText('Paused').waitFor()
  await button('Resume').waitFor()
  expect(doings()).toEqual(['obs.scene.switch', 'obs.record.start', 'obs.record.pause'])
})

test('a recording is stopped with two presses: the second does it to exactly what the first saw', async () => {
  obs.active = true
  await open()
  await button('Ask OBS now').click()
  await button('Stop the recording…').click()
  const armed = window.page.locator('[data-armed="record.stop"]')
  await armed.getByText('/films/pier.mkv').waitFor()
  expect(await armed.getByRole('timer').innerText()).toMatch(/for another \d\d s/)
  expect(doings()).toEqual(['obs.arm'])
  expect(await barriers(window.page)).toEqual([])
  // A reload does not forget that it is armed.
  await window.page.reload()
  await button('Stop exactly this one').click()
  await region('Recording').getByText('Not recording').waitFor()
  expect(obs.sent.find(({ tool }) => tool === 'obs.record.stop')?.args).toEqual({ arm_id: 'arm-1' })
})

test('what was pressed for one task does not hold up another', async () => {
  const ends = obs.holdBack()
  await open()
  await button('Ask OBS now').click()
  await button('Start recording').click()
  await becomes(() => button('Take a picture of the scene').isDisabled(), true)
  await button('Another task').click()
  await window.page.getByRole('option', { name: 'Film the moon' }).click()
  await region('Recording').getByText('Not known').waitFor()
  await becomes(() => button('Take a picture of the scene').isEnabled(), true)
  await button('Ask OBS now').click()
  for (const end of ends) end()
  await button('Stop the recording…').waitFor()
  expect(await button('Stop the recording…').isEnabled()).toBe(true)
  expect(await region('Last call').getByText('Nothing was done for this task yet.').count()).toBe(1)
})

test('a long call is followed to its end, however many were made beside it', async () => {
  const ends = obs.holdBack()
  await open()
  await button('Ask OBS now').click()
  await button('Start recording').click()
  await becomes(() => button('Take a picture of the scene').isDisabled(), true)
  const beside = { tool: 'obs.record.start', args: {}, side_effect_level: 'local_write', task_id: 'pier' } as const
  stage.runs = [
    ...Array.from({ length: 60 }, (_, n) => stagedRun(0, beside, { call_id: `beside-${n}`, requested_by: 'codex' })),
    ...stage.runs,
  ]
  for (const end of ends) end()
  await button('Pause').waitFor()
  await becomes(() => button('Pause').isEnabled(), true)
})

test('a call that ends while it is being looked up is not taken for one that runs', async () => {
  const ends = obs.holdBack()
  const answered = Promise.withResolvers<void>()
  service.on('GET /api/tool-calls', async ({ query }) => {
    const items = stage.runs.filter((run) => run.task_id === 'pier' && (query.get('tool') ?? run.tool) === run.tool)
    if (query.has('tool')) await answered.promise
    return ok({ items, next_cursor: null })
  })
  const lookups = (isOne: boolean) =>
    service.asked.filter((ask) => ask.startsWith('GET /api/tool-calls') && ask.includes('tool=') === isOne).length
  await open()
  await button('Ask OBS now').click()
  await button('Start recording').click()
  await becomes(async () => lookups(true), 1)
  const before = lookups(false)
  for (const end of ends) end()
  // What was pushed is there when the list is read again.
  await becomes(async () => lookups(false) > before, true)
  answered.resolve()
  await button('Pause').waitFor()
  await becomes(() => button('Pause').isEnabled(), true)
})

test('what is armed and not fired in time is over, and nothing happens by itself', async () => {
  obs.active = true
  obs.armedFor = 0.04
  await open()
  await button('Ask OBS now').click()
  await button('Stop the recording…').click()
  await window.page.locator('[data-armed]').waitFor()
  await window.page.locator('[data-armed]').waitFor({ state: 'detached' })
  await button('Stop the recording…').waitFor()
  expect(doings()).toEqual(['obs.arm'])
})

test('streaming is asked for with where it goes, and waits for a person even after a reload', async () => {
  await open()
  await button('Ask OBS now').click()
  await button('Start streaming…').click()
  await window.page.locator('[data-armed="stream.start"]').getByText('rtmp://live.example.org/app').waitFor()
  await button('Ask to stream there').click()
  await window.page.getByTestId('approval-wait').getByText('Waiting').waitFor()
  await window.page.reload()
  await window.page.getByTestId('approval-wait').getByText('Waiting').waitFor()
  expect(obs.sent.at(-1)).toMatchObject({ tool: 'obs.stream.start', args: { service: 'Twitch' } })
  await becomes(() => button('Do it now, as approved').isDisabled(), true)
})

test.each([
  ['light', 1280],
  ['dark', 400],
] as const)('the panel has no serious barrier in the %s and fits %i pixels', async (colorScheme, width) => {
  await open('#/obs?task_id=pier', { colorScheme, viewport: { width, height: 800 } })
  await button('Ask OBS now').click()
  await region('Scenes').getByText('Camera').waitFor()
  expect(await barriers(window.page)).toEqual([])
  expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
})

test('what OBS said before it went away is told as past, and nothing can be pressed until it is back', async () => {
  await open()
  await button('Ask OBS now').click()
  await window.page.getByRole('button', { name: /^Desk.*shown now/ }).waitFor()
  const status = stagedStatus({ state: 'unavailable', detail: 'OBS does not answer.', checked_at: ago(-0.1) })
  stage.tools = stage.tools.map((tool) => (tool.tool.startsWith('obs.') ? { ...tool, status } : tool))
  service.push('tool_status_changed', { seq: 700, ts: ago(0), correlation_id: 's', tool: 'obs.status', status })
  await region('Recording').getByText('Was not recording').waitFor()
  await region('Streaming').getByText('Was not streaming').waitFor()
  await window.page.getByRole('button', { name: /^Desk.*shown then/ }).waitFor()
  await window.page.getByText('OBS is not there now').waitFor()
  for (const name of ['Start recording', 'Start streaming…', 'Take a picture of the scene'])
    expect(await button(name).isDisabled()).toBe(true)
  expect(await window.page.getByRole('button', { name: /^Pier/ }).isDisabled()).toBe(true)
  expect(await button('Ask OBS now').isEnabled()).toBe(true)
  expect(await barriers(window.page)).toEqual([])
})

test('the panel belongs to the tools: they lead to it, and their entry is marked', async () => {
  await open('#/tools')
  await window.page.getByRole('link', { name: 'OBS panel' }).click()
  await window.page.getByRole('heading', { name: 'OBS panel' }).waitFor()
  const marked = window.page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current=page]')
  expect(await marked.innerText()).toBe('Tools')
})
