import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentLogLine } from '../../contract/agent.ts'
import { barriers } from './support/barriers.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ownBrowser } from './support/own-browser.ts'
import { stagedLogLine } from './support/staged-agents.ts'
import { type AgentsWorld, endOf } from './support/staged-agents-stage.ts'
import { openAgentsAtWork } from './support/staged-agents-work.ts'
import { ago } from './support/staged-facts.ts'
import { problem } from './support/staged-service.ts'

const RUN = 'run00001'
const browser = ownBrowser()
let world: AgentsWorld
let window: ConsoleWindow
beforeEach(async () => {
  world = await openAgentsAtWork('admin')
})
afterEach(async () => {
  await window.close()
  await world.service.close()
})

const open = async (run = RUN, options = {}) => {
  const look = { reducedMotion: 'reduce', ...options } as const
  window = await openStagedConsole(browser(), world.service.url, `#/agents/runs/${run}`, look)
}
const log = () => window.page.getByRole('region', { name: 'Log' })
const lines = () => world.agents.logs.get(RUN) ?? []
const event = { seq: 900, ts: ago(0), correlation_id: 'mole', task_id: 'mole' }

/** It says something: the log has it, and it is pushed unless nobody hears it. */
function say(more: AgentLogLine[], isHeard: boolean): void {
  world.agents.logs.set(RUN, [...lines(), ...more])
  if (isHeard) world.service.push('agent_log', { ...event, run_id: RUN, lines: more, next: endOf(lines()) })
}

test('the log is shown at its end, and follows what the agent says', async () => {
  await open()
  await log().getByText('line 399 of what it says').waitFor()
  // Only what is near is in the page.
  expect(await log().locator('li').count()).toBeLessThan(120)
  const before = world.service.asked.filter((each) => each.includes('/log')).length
  say([stagedLogLine('and one line more', 'stderr')], true)
  await log().getByText('and one line more').waitFor()
  expect(await log().getByText('and one line more').isVisible()).toBe(true)
  // What was pushed without a gap need not be read.
  expect(world.service.asked.filter((each) => each.includes('/log')).length).toBe(before)
  expect(window.complaints).toEqual([])
})

test('what was missed is read from where the log was left', async () => {
  await open()
  await log().getByText('line 399 of what it says').waitFor()
  say([stagedLogLine('nobody heard this', 'stdout')], false)
  say([stagedLogLine('but this', 'stdout')], true)
  await log().getByText('nobody heard this').waitFor()
  await log().getByText('but this').waitFor()
  expect(await log().getByText('but this').count()).toBe(1)
})

test('whoever scrolls up is not pulled away, and comes back with a button', async () => {
  await open()
  await log().getByText('line 399 of what it says').waitFor()
  await log().focus()
  await window.page.keyboard.press('Home')
  await log().getByText('line 1 of what it says').waitFor()
  say([stagedLogLine('far below', 'stdout')], true)
  await becomes(() => log().getAttribute('data-following'), 'false')
  expect(await log().getByText('line 1 of what it says').isVisible()).toBe(true)
  expect(await log().getByText('far below').count()).toBe(0)
  await window.page.getByRole('button', { name: 'Follow the end' }).click()
  await log().getByText('far below').waitFor()
})

test('text from an agent stays text', async () => {
  const evil = '<img src=x onerror=alert(1)>\u202egnp.exe \u001b[31m'
  world.agents.logs.set(RUN, [stagedLogLine(evil, 'stdout')])
  await open()
  await log().getByText('<img src=x').waitFor()
  await log().getByText('U+202E').waitFor()
  expect(await window.page.locator('main img').count()).toBe(0)
})

test('that a program is over says nothing about its task; a failure says what to do', async () => {
  await open('run00003')
  await window.page.getByText('That says nothing about the task').waitFor()
  await window.page.getByText('agent-run-3').waitFor()
  await window.page.goto(`${world.service.url}/#/agents/runs/run00002`)
  await window.page.getByText('The folder /src/quay is gone.').waitFor()
  await window.page.getByText('Set workspace in the settings of the agent').waitFor()
  expect(await window.page.getByRole('button', { name: /Stop/ }).count()).toBe(0)
})

test('a run that ends while it is looked at says so at once', async () => {
  await open()
  await window.page.getByTestId('run-state').getByText('At work').waitFor()
  const [run] = world.agents.runs
  if (run === undefined) throw new Error('nothing runs')
  const lost = { ...run, state: 'lost' as const, ended_at: ago(0), detail: 'The console died.' }
  world.agents.runs = [lost, ...world.agents.runs.slice(1)]
  world.service.push('agent_run_changed', { ...event, agent_run: lost })
  await window.page.getByTestId('run-state').getByText('Lost').waitFor()
  await window.page.getByText('nothing is started twice').waitFor()
})

test('a run that is not there, and a log that cannot be read, have a face', async () => {
  await open('run00099')
  await window.page.getByRole('heading', { name: 'There is no such run' }).waitFor()
  world.service.on(`GET /api/agent-runs/${RUN}/log`, () => problem('storage_failed', 'The disk is gone.'))
  await window.page.goto(`${world.service.url}/#/agents/runs/${RUN}`)
  await window.page.getByText('The disk is gone.').waitFor()
  await window.page.getByText('12 min', { exact: true }).waitFor()
  expect(await barriers(window.page)).toEqual([])
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'a run has no serious barrier and fits a window %i pixels wide',
    async (width) => {
      await open(RUN, { colorScheme, viewport: { width, height: 800 } })
      await log().getByText('line 399 of what it says').waitFor()
      expect(await barriers(window.page)).toEqual([])
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    },
  )
})
