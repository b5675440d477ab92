import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ownBrowser } from './support/own-browser.ts'
import { stagedAgentRun, stagedVerdict } from './support/staged-agents.ts'
import type { AgentsWorld } from './support/staged-agents-stage.ts'
import { openAgentsAtWork } from './support/staged-agents-work.ts'
import { ago } from './support/staged-facts.ts'
import { problem } from './support/staged-service.ts'

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

const open = async (options = {}, hash = '#/agents') => {
  window = await openStagedConsole(browser(), world.service.url, hash, { reducedMotion: 'reduce', ...options })
}
const list = (name: string) => window.page.getByRole('list', { name, exact: true })
const event = (task_id: string) => ({ seq: 900, ts: ago(0), correlation_id: task_id, task_id })

test('the board says who waits for a person, who works on what, and which agents there are', async () => {
  await open()
  const waiting = list('Waits for you').locator('[data-waiting]')
  await becomes(
    () => waiting.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-waiting'))),
    ['quay', 'pier'],
  )
  await waiting.filter({ hasText: '3 rounds came to nothing.' }).getByText('Locked').waitFor()
  await waiting.filter({ hasText: 'The ledger is GAPS' }).getByRole('link').waitFor()
  const working = list('At work').locator('[data-agent-run]')
  await becomes(() => working.count(), 1)
  await working.getByText('executor, round 1').waitFor()
  expect(await working.getByRole('meter', { name: 'Turns of codex' }).getAttribute('aria-valuetext')).toBe('7 of 50')
  const claw = window.page.locator('[data-agent=claw]')
  await claw.getByText('Not available').waitFor()
  await claw.getByText('Install OpenClaw').waitFor()
  await claw.getByText('Looked').waitFor()
  await window.page.locator('[data-agent=codex]').getByText('1,204 turns, 88,120 tokens, 0.84 USD').waitFor()
  expect(window.complaints).toEqual([])
})

test('the board follows what is pushed', async () => {
  await open()
  await list('At work').getByText('Tokens').waitFor()
  const [run] = world.agents.runs
  if (run === undefined) throw new Error('nothing runs')
  const usage = { ...run.usage, turns: 48 }
  world.service.push('agent_run_changed', { ...event('mole'), agent_run: { ...run, usage } })
  await list('At work').getByText('48').waitFor()
  world.agents.runs = [{ ...run, state: 'ended', ended_at: ago(0), exit_code: 0 }, ...world.agents.runs.slice(1)]
  world.service.push('agent_run_changed', { ...event('mole'), agent_run: world.agents.runs[0] ?? run })
  await window.page.getByText('Nobody is at work.').waitFor()
  const view = world.agents.views.get('mole')
  if (view === undefined) throw new Error('mole is not staged')
  const rounds = view.rounds.map((round) => ({ ...round, verdict: stagedVerdict(1, 'reject') }))
  world.agents.views.set('mole', { ...view, phase: 'awaiting_dispatch', rounds })
  world.service.push('protocol_changed', { ...event('mole'), round: 1, step: 'verdict_received', reason: null })
  await list('Waits for you').getByText('The reviewer rejected it with 1 issue.').waitFor()
})

test('a run is stopped with a reason, by the keyboard alone', async () => {
  await open()
  await list('At work').getByRole('button', { name: 'Stop codex…' }).focus()
  await window.page.keyboard.press('Enter')
  const dialog = window.page.getByRole('dialog', { name: 'Stop codex?' })
  await dialog.getByText('round 1 of the task is over').waitFor()
  expect(await dialog.getByRole('button', { name: 'Stop it' }).isDisabled()).toBe(true)
  expect(await barriers(window.page)).toEqual([])
  await window.page.keyboard.type('It goes in circles.')
  await window.page.keyboard.press('Tab')
  await window.page.keyboard.press('Tab')
  await window.page.keyboard.press('Enter')
  await window.page.getByText('It is being ended…').waitFor()
  expect(world.agents.sent).toEqual([
    { path: '/api/agent-runs/run00001/stop', body: { reason: 'It goes in circles.' } },
  ])
})

test('a stop that is refused says why, and keeps the reason', async () => {
  await open()
  world.agents.refuse = problem('agent_run_not_running', 'It has ended by itself.')
  await list('At work').getByRole('button', { name: 'Stop codex…' }).click()
  const dialog = window.page.getByRole('dialog')
  await dialog.getByLabel('Why').fill('Enough.')
  await dialog.getByRole('button', { name: 'Stop it' }).click()
  await dialog.getByText('It has ended by itself.').waitFor()
  expect(await dialog.getByLabel('Why').inputValue()).toBe('Enough.')
})

test('runs are filtered, and older ones are read on request', async () => {
  const older = Array.from({ length: 30 }, (_, n) => stagedAgentRun(n + 10, { state: 'ended', ended_at: ago(9) }))
  world.agents.runs = [...world.agents.runs, ...older]
  await open()
  const rows = list('Last runs').locator('[data-agent-run]')
  await becomes(() => rows.count(), 20)
  await window.page.getByRole('button', { name: 'Older runs' }).click()
  await becomes(() => rows.count(), 34)
  await window.page.getByLabel('State', { exact: true }).selectOption('failed')
  await becomes(() => rows.count(), 1)
  await window.page.getByLabel('Agent', { exact: true }).selectOption('judge')
  await window.page.getByText('No run matches.').waitFor()
})

test('without agents the board explains how one is set up, and leads to the settings', async () => {
  world.agents.agents = []
  world.agents.runs = []
  world.agents.views.clear()
  await open()
  await window.page.getByText('No agent is set up').waitFor()
  await window.page.getByText('docs/specs/AGENTS.md').waitFor()
  await window.page.getByText('Nobody is at work.').waitFor()
  await window.page.getByText('No task that agents work on waits for a person.').waitFor()
  await window.page.getByText('No agent has run yet.').waitFor()
  expect(await barriers(window.page)).toEqual([])
  const link = window.page.getByRole('link', { name: 'Set up an agent in the settings' })
  expect(await link.getAttribute('href')).toBe('#/settings/agents')
})

test('what cannot be read is said, and a task waits also when its protocol cannot be read', async () => {
  world.service.on('GET /api/tasks/*', () => problem('storage_failed', 'The disk is gone.'))
  await open()
  await list('Waits for you').getByText('It went through too many rounds.').waitFor()
  world.service.on('GET /api/protocols', () => problem('storage_failed', 'Nobody knows who waits.'))
  world.service.on('GET /api/agents', () => problem('audit_unavailable', 'The log is damaged.'))
  world.service.on('GET /api/agent-runs', () => problem('audit_unavailable', 'The runs are not known.'))
  await window.page.reload()
  await window.page.getByText('The log is damaged.').waitFor()
  await window.page.getByText('Nobody knows who waits.').waitFor()
  await becomes(() => window.page.getByText('The runs are not known.').count(), 2)
  expect(await barriers(window.page)).toEqual([])
})

test('who may only read is offered no stop, and is told who sets agents up', async () => {
  await world.service.close()
  world = await openAgentsAtWork('observer')
  world.agents.agents = []
  await open()
  await list('At work').getByText('Tokens').waitFor()
  expect(await window.page.getByRole('button', { name: /Stop/ }).count()).toBe(0)
  await window.page.getByText('An admin sets agents up in the settings.').waitFor()
})

test('the keys g and w lead here', async () => {
  await open({}, '#/tasks')
  await window.row('The pier').waitFor()
  await window.page.keyboard.press('g')
  await window.page.keyboard.press('w')
  await window.page.getByRole('heading', { level: 1, name: 'Agents' }).waitFor()
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the board has no serious barrier and fits a window %i pixels wide',
    async (width) => {
      await open({ colorScheme, viewport: { width, height: 800 } })
      await list('Waits for you').locator('[data-waiting]').first().waitFor()
      await list('At work').getByText('Tokens').waitFor()
      expect(await barriers(window.page)).toEqual([])
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    },
  )
})
