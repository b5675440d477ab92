import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ownBrowser } from './support/own-browser.ts'
import { stagedResult } from './support/staged-agents.ts'
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

const open = async (task: string, options = {}) => {
  const look = { reducedMotion: 'reduce', ...options } as const
  window = await openStagedConsole(browser(), world.service.url, `#/tasks/${task}`, look)
}
const step = (name: string) => window.page.locator(`[data-round] [data-step=${name}]`)
const row = (criterion: string) => window.page.locator(`[data-criterion=${criterion}]`)

test('a round is told in its order: given, echoed, handed in, looked at, judged', async () => {
  await open('pier')
  const round = window.page.getByRole('list', { name: 'Round 2', exact: true })
  await round.getByText('Echoed byte for byte').waitFor()
  expect(
    await round.locator('> li').evaluateAll((steps) => steps.map((each) => each.getAttribute('data-step'))),
  ).toEqual(['dispatch', 'echo', 'result', 'observed', 'verdict'])
  await round.getByText('1 issue of the verdict before passed on byte for byte').waitFor()
  await round.getByText('3 files touched, 1 outside the scope, 1 check passed').waitFor()
  await round.getByText('Its work log, 2 lines').click()
  await round.getByText('Wrote the table.').waitFor()
  await window.page.locator('[data-round="1"] summary').first().click()
  await window.page.locator('[data-round="1"]').getByText('The warning about the lamp is gone.').waitFor()
  expect(window.complaints).toEqual([])
})

test('what was reported and what was verified stand side by side, and are never mixed', async () => {
  await open('pier')
  await row('c1').getByText('VERIFIED', { exact: true }).waitFor()
  const [reported, verified] = [row('c1').getByLabel('Reported'), row('c1').getByLabel('Verified')]
  await reported.getByText('Says: met').waitFor()
  await reported.getByText('Ran the test.').waitFor()
  await verified.getByText('Check passed').waitFor()
  await verified.getByText('npm test -- tide.test.ts').waitFor()
  const frames = await Promise.all(
    [reported, verified].map((box) => box.evaluate((e) => getComputedStyle(e).borderStyle)),
  )
  expect(frames).toEqual(['dashed', 'solid'])
  await verified.getByText('Output of the check').click()
  await verified.getByRole('button', { name: 'Show output.txt' }).click()
  await verified.getByText('1 test passed').waitFor()
  await row('c2').getByText('UNVERIFIED', { exact: true }).waitFor()
  await row('c2').getByText('The criterion has no check command.').waitFor()
  await row('c2').getByText('Nothing: the criterion has no check.').waitFor()
  await window.page.getByTestId('ledger-status').getByText('GAPS').waitFor()
})

test('the changes are those that the console found, file by file, as inert text', async () => {
  await open('pier')
  const files = window.page.locator('[data-diff]')
  await becomes(
    () => files.evaluateAll((each) => each.map((file) => file.getAttribute('data-diff'))),
    ['package.json', 'src/tide/table.ts', 'src/tide/moon.bin'],
  )
  await files.first().getByText('outside the scope').waitFor()
  const lines = window.page.getByRole('region', { name: 'Changes of src/tide/table.ts' })
  await lines.getByText('<b>2</b>').waitFor()
  await lines.getByText('U+202E').waitFor()
  await files.last().locator('summary').click()
  await files.last().getByText('Its lines are not in the patch').waitFor()
})

test('a patch that was altered is not shown', async () => {
  world.stage.files.set('observed-1/observed.patch', new TextEncoder().encode('diff --git a/x b/x\n'))
  await open('pier')
  await window.page.getByText('evidence_altered').first().waitFor()
  expect(await window.page.getByRole('region', { name: /^Changes of/ }).count()).toBe(0)
})

test('an echo that differed says where, and a locked task is unlocked with a reason', async () => {
  await open('quay')
  await step('ended').getByText('/acceptance_criteria/0/text').waitFor()
  await step('ended').getByText('"The tide table has no test."').waitFor()
  await window.page.getByText('Locked: no agent gets it until an admin unlocks it').waitFor()
  await window.page.getByRole('button', { name: 'Unlock…' }).click()
  const dialog = window.page.getByRole('dialog', { name: 'Unlock this task?' })
  await dialog.getByLabel('Why').fill('too short')
  expect(await dialog.getByRole('button', { name: 'Unlock it' }).isDisabled()).toBe(true)
  await dialog.getByLabel('Why').fill('The criterion is clearer now.')
  await dialog.getByRole('button', { name: 'Unlock it' }).click()
  await becomes(() => dialog.count(), 0)
  const { base_sha } = world.agents.views.get('quay') ?? {}
  expect(world.agents.sent).toEqual([
    { path: '/api/tasks/quay/unlock', body: { base_sha, reason: 'The criterion is clearer now.' } },
  ])
})

test('a silent executor is warned of, and its work can be withdrawn', async () => {
  await open('mole')
  await window.page.getByText('Nothing was heard of the executor for too long').first().waitFor()
  await step('signs').getByText('4 signs of life').waitFor()
  expect(await step('signs').getAttribute('data-tone')).toBe('warn')
  await window.page.getByTestId('phase').getByText('The result must be there in').waitFor()
  await window.page.getByRole('button', { name: 'Withdraw…' }).click()
  await window.page.getByRole('dialog').getByLabel('Why').fill('It hangs.')
  await window.page.getByRole('button', { name: 'Withdraw it' }).click()
  await becomes(() => window.page.getByRole('dialog').count(), 0)
  expect(world.agents.sent.at(-1)?.body).toEqual({ dispatch_id: 'dispatch1', reason: 'It hangs.' })
})

test('the rounds follow what is pushed', async () => {
  await open('mole')
  await step('result').getByText('Waits for the result').waitFor()
  const view = world.agents.views.get('mole')
  if (view === undefined) throw new Error('mole is not staged')
  const rounds = view.rounds.map((round) => ({ ...round, result: stagedResult(1) }))
  world.agents.views.set('mole', { ...view, phase: 'observing', rounds, due: null, heartbeat_late: false })
  const event = { seq: 900, ts: ago(0), correlation_id: 'mole', task_id: 'mole' }
  world.service.push('protocol_changed', { ...event, round: 1, step: 'task_result_received', reason: null })
  await step('result').getByText('Result handed in').waitFor()
  await step('observed').getByText('The console compares the workspace').waitFor()
})

test('a task is given to an agent with criteria, scope and a deadline, by the keyboard alone', async () => {
  await open('buoy')
  await window.page.getByText('It was given to nobody yet.').waitFor()
  await window.page.getByRole('button', { name: 'Give to an agent…' }).focus()
  const { keyboard } = window.page
  await keyboard.press('Enter')
  const dialog = window.page.getByRole('dialog', { name: 'Give this task to an agent' })
  await dialog.locator('option[value=codex]').waitFor({ state: 'attached' })
  await becomes(() => dialog.getByLabel('Executor').evaluate((field) => field === document.activeElement), true)
  await keyboard.type('codex')
  await keyboard.press('Tab')
  await keyboard.type('judge')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type('The buoy has a light.')
  await keyboard.press('Tab')
  await keyboard.type('npm test -- "the buoy"')
  expect(await barriers(window.page)).toEqual([])
  await dialog.getByLabel('What may be touched').fill('src/buoy/\n')
  await dialog.getByLabel(/^Minutes/).fill('x')
  await keyboard.press('Enter')
  await dialog.getByText('A whole number of minutes').waitFor()
  await dialog.getByLabel(/^Minutes/).fill('45')
  world.agents.refuse = problem('agent_busy', 'codex works on this task already.')
  await keyboard.press('Enter')
  await dialog.getByText('codex works on this task already.').waitFor()
  world.agents.refuse = null
  await dialog.getByRole('button', { name: 'Give it' }).click()
  await becomes(async () => world.agents.sent.length, 1)
  const task = world.stage.tasks.find(({ task_id }) => task_id === 'buoy')
  expect(world.agents.sent[0]?.body).toEqual({
    ...{ agent: 'codex', reviewer: 'judge', deadline_seconds: 2_700, base_sha: task?.base_sha },
    acceptance_criteria: [
      {
        ...{ criterion_id: 'c1', text: 'The buoy has a light.' },
        check: { argv: ['npm', 'test', '--', 'the buoy'], timeout_seconds: 120 },
      },
    ],
    declared_scope: ['src/buoy/'],
  })
})

test('a further round is given out with what was settled, and its issues are shown', async () => {
  await open('pier')
  await window.page.getByRole('button', { name: 'Give out again…' }).click()
  const dialog = window.page.getByRole('dialog')
  await dialog.getByText('As in round 2, byte for byte').waitFor()
  await dialog.getByText('No issues are passed on.').waitFor()
  expect(await dialog.getByLabel('Executor').inputValue()).toBe('codex')
  await dialog.getByRole('button', { name: 'Give it' }).click()
  await becomes(() => dialog.count(), 0)
  const task = world.stage.tasks.find(({ task_id }) => task_id === 'pier')
  expect(world.agents.sent.at(-1)?.body).toEqual({ agent: 'codex', reviewer: 'judge', base_sha: task?.base_sha })
})

test('an approval over gaps names them and needs a reason; one over an open round waits', async () => {
  await open('pier')
  await window.page.getByTestId('ledger-status').waitFor()
  await window.page.keyboard.press('a')
  const dialog = window.page.getByRole('dialog')
  await dialog.getByText('Outside the scope: package.json').waitFor()
  const approve = dialog.getByRole('button', { name: 'Approve' })
  expect(await approve.isDisabled()).toBe(true)
  expect(await barriers(window.page)).toEqual([])
  await dialog.getByLabel(/^Why you approve/).fill('The change of package.json was agreed on.')
  await approve.click()
  await becomes(() => dialog.count(), 0)
  expect(world.agents.sent.at(-1)?.body).toMatchObject({ override_reason: 'The change of package.json was agreed on.' })
  await window.open('The mole')
  await step('result').first().waitFor()
  await window.page.keyboard.press('a')
  await dialog.getByText('A round of work is open').waitFor()
  expect(await approve.isDisabled()).toBe(true)
})

test('a file that contradicts itself and rounds that cannot be read are said', async () => {
  const view = world.agents.views.get('pier')
  if (view === undefined) throw new Error('pier is not staged')
  world.agents.views.set('pier', { ...view, faults: ['Round 2 carries other issues.'], unreadable_rounds: 2 })
  await open('pier')
  await window.page.getByText('Round 2 carries other issues.').waitFor()
  await window.page.getByText('These 2 count for nothing').waitFor()
  world.agents.views.delete('pier')
  await window.page.reload()
  await window.page.getByText('The disk is gone.').waitFor()
})

test('who may only read sees all of it and is offered nothing', async () => {
  await world.service.close()
  world = await openAgentsAtWork('observer')
  await open('mole')
  await step('result').waitFor()
  expect(await window.page.getByRole('button', { name: /Withdraw|Give|Unlock|Stop/ }).count()).toBe(0)
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the work on a task has no serious barrier and fits a window %i pixels wide',
    async (width) => {
      await open('pier', { colorScheme, viewport: { width, height: 800 } })
      await window.page
        .getByRole('region', { name: /^Changes of/ })
        .first()
        .waitFor()
      for (const folded of await window.page.locator('details:not([open]) > summary').all())
        if (await folded.isVisible()) await folded.click()
      expect(await barriers(window.page)).toEqual([])
      await window.page.goto(`${world.service.url}/#/tasks/quay`)
      await step('ended').waitFor()
      expect(await barriers(window.page)).toEqual([])
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    },
  )
})
