import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EvidenceRef } from '../../contract/evidence.ts'
import type { ToolCall, ToolRun } from '../../contract/tool.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { emptyGovernance, type GovernanceStage, stageGovernance } from './support/governance-stage.ts'
import { stagedApproval, stagedRun } from './support/staged-approvals.ts'
import { ago, shaOf, stagedPackage, stagedTask } from './support/staged-facts.ts'
import { ok, type StagedService } from './support/staged-service.ts'
import { STAGED_FAMILIES, stagedStatus } from './support/staged-tools.ts'

let browser: Browser
let service: StagedService
let facts: Stage
let stage: GovernanceStage
let picture: Uint8Array
let window: ConsoleWindow
let sent: { call: ToolCall; prefer: string | undefined }[]
beforeAll(async () => {
  browser = await launchChromium()
  picture = new Uint8Array(await readFile(join(import.meta.dirname, '../../docs/images/console.png')))
})
afterAll(() => browser?.close())
beforeEach(async () => {
  const tasks = [
    stagedTask({ task_id: 'pier', title: 'Film the pier', correlation_id: 'corr-pier' }),
    stagedTask({ task_id: 'lamp', title: 'Mend the lamp' }),
  ]
  ;({ service, stage: facts } = await openStage('admin', { tasks }))
  stage = emptyGovernance()
  stage.tools = [...STAGED_FAMILIES]
  stageGovernance(service, stage)
  sent = []
  service.on('POST /api/tools/execute', ({ sent: body, header }) => {
    const call = body as ToolCall
    sent.push({ call, prefer: header('prefer') })
    const run = running(call)
    stage.runs = [run, ...stage.runs]
    return { status: 202, body: run }
  })
})
afterEach(async () => {
  await window.close()
  await service.close()
})

const open = async (hash: string, options = {}) => {
  window = await openStagedConsole(browser, service.url, hash, { reducedMotion: 'reduce', ...options })
}
const running = (call: ToolCall): ToolRun =>
  stagedRun(1, call, { state: 'running', finished_at: null, started_at: ago(0), call_id: `call-${sent.length}` })
const about = (run: ToolRun) => ({ seq: 500, ts: ago(0), correlation_id: 'corr-pier', task_id: 'pier', run })
const end = (given: Partial<ToolRun>) => {
  stage.runs = stage.runs.map((run) => ({ ...run, finished_at: ago(0), ...given }))
  const [run] = stage.runs
  if (run !== undefined) service.push(run.state === 'failed' ? 'tool_call_failed' : 'tool_call_done', about(run))
}
/** The service has a picture among the evidence of the task. */
const keepPicture = (name: string) => {
  const [task] = facts.tasks
  if (task === undefined) throw new Error('there is no task')
  facts.evidence = [stagedPackage(task, name, { 'capture.png': picture })]
  facts.files.set(`${name}/capture.png`, picture)
}
const form = () => window.page.getByRole('form')
const outcome = () => window.page.getByTestId('outcome')

test('every tool says in words how what it needs stands, how that is known and how long ago, and follows what is pushed', async () => {
  await open('#/tools')
  const row = (tool: string) => window.page.locator(`[data-tool="${tool}"]`)
  await row('screen.capture').getByText('Ready').waitFor()
  await row('vision.describe').getByText('Off').waitFor()
  await row('notify.send').getByText('never looked at').waitFor()
  await row('youtube.upload').getByText('Not reachable').waitFor()
  await row('youtube.upload').getByText('12 min').waitFor()
  expect(await window.page.getByRole('region', { name: 'OBS Studio' }).getByRole('button').count()).toBe(11)
  const status = stagedStatus({ state: 'unavailable', detail: 'OBS does not answer.' })
  const seq = { seq: 501, ts: ago(0), correlation_id: 'system' }
  service.push('tool_status_changed', { ...seq, tool: 'obs.status', status })
  await row('obs.status').getByText('Not reachable').waitFor()
  expect(await barriers(window.page)).toEqual([])
  expect(window.complaints).toEqual([])
})

test('a tool is tried for a task that is looked for: filled in, sent without waiting, watched, and its outcome shown', async () => {
  await open('#/tools/screen.capture')
  await form().getByRole('combobox', { name: 'For the task' }).fill('pier')
  await window.page.getByRole('option', { name: 'Film the pier' }).click()
  await form().getByTestId('chosen-task').waitFor()
  await form().getByLabel('target').selectOption('kind: region')
  await form().getByRole('button', { name: 'Call it' }).click()
  await form().getByText('4 fields are not as they must be').waitFor()
  expect(sent).toEqual([])
  for (const name of ['x', 'y', 'width', 'height']) await form().getByLabel(name, { exact: true }).fill('10')
  await form().getByLabel('sound').selectOption('no')
  await form().getByRole('button', { name: 'Call it' }).click()
  await outcome().getByRole('progressbar').waitFor()
  expect(sent).toMatchObject([
    {
      prefer: 'respond-async',
      call: {
        ...{ tool: 'screen.capture', side_effect_level: 'local_write', task_id: 'pier', correlation_id: 'corr-pier' },
        args: { target: { kind: 'region', x: 10, y: 10, width: 10, height: 10 }, sound: false },
      },
    },
  ])
  const progress = { call_id: 'call-1', tool: 'screen.capture', fraction: 0.42, words: 'Reading the pixels' }
  service.push('tool_progress', { seq: 500, ts: ago(0), correlation_id: 'corr-pier', task_id: 'pier', progress })
  await outcome().getByText('Reading the pixels').waitFor()
  expect(await outcome().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('42')
  expect(await barriers(window.page)).toEqual([])

  const evidence = [
    { package_id: 'run-1', manifest_sha256: shaOf('m'), artifacts: 1, captured_at: ago(0) } as EvidenceRef,
  ]
  end({ state: 'done', result: { width: 10 }, evidence })
  await outcome().getByRole('link', { name: 'Evidence: 1 file' }).waitFor()
  expect(await outcome().getByRole('progressbar').count()).toBe(0)
  expect(window.complaints).toEqual([])
})

test('a running call is ended with a reason, and its failure says what can be done', async () => {
  const reasons: unknown[] = []
  service.on('POST /api/tool-calls/*', ({ path, sent: body }) => {
    reasons.push([path, body])
    return { status: 202, body: { call_id: 'call-1' } }
  })
  await open('#/tools/screen.capture?task_id=pier')
  await form().getByRole('button', { name: 'Call it' }).click()
  await outcome().getByRole('button', { name: 'Cancel the call…' }).click()
  await outcome().getByLabel('Why it shall end').fill('the wrong window')
  await outcome().getByRole('button', { name: 'Cancel the call', exact: true }).click()
  await outcome().getByText('It was asked to end').waitFor()
  expect(reasons).toEqual([['/api/tool-calls/call-1/cancel', { reason: 'the wrong window' }]])
  const failure = { error_code: 'cancelled', detail: 'the wrong window', remediation_hint: 'Call it again.' }
  end({ state: 'failed', failure })
  await outcome().getByText('Call it again.').waitFor()
})

test('a call that needs an approval leads to it, follows it, and is sent again exactly as it was approved', async () => {
  let waiting = stagedApproval(
    7,
    { tool: 'notify.send', args: {}, side_effect_level: 'external_notify', task_id: 'pier' },
    { requested_by: 'operator' },
  )
  stage.approvals = [waiting]
  service.on('POST /api/tools/execute', ({ sent: body, header }) => {
    sent.push({ call: body as ToolCall, prefer: header('prefer') })
    if (waiting.state === 'approved') return ok(stagedRun(1, body as ToolCall, { state: 'done' }))
    const words = { title: 'Not now', detail: 'A person must approve it.', remediation_hint: 'Ask.' }
    const place = { correlation_id: 'corr-pier', call_id: 'call-0', approval_id: waiting.approval_id }
    return { status: 403, body: { type: 'about:blank', status: 403, error_code: 'policy_denied', ...words, ...place } }
  })
  await open('#/tools/notify.send?task_id=pier')
  await form().getByRole('button', { name: 'Call it' }).click()
  const wait = window.page.getByTestId('approval-wait')
  await wait.getByText('Call 7 of notify.send').waitFor()
  expect(await wait.getByRole('link', { name: 'Read and decide it' }).getAttribute('href')).toBe(
    `#/approvals/${waiting.approval_id}`,
  )
  const again = wait.getByRole('button', { name: 'Call it again, as approved' })
  expect(await again.isDisabled()).toBe(true)
  expect(await barriers(window.page)).toEqual([])

  // What is typed meanwhile is not what was approved.
  await form().getByLabel('text').fill('Something else')
  waiting = {
    ...waiting,
    state: 'approved',
    decided_by: 'anna',
    door: 'console',
    decided_at: ago(0),
    usable_from: ago(0.1),
  }
  stage.approvals = [waiting]
  const facts = { seq: 502, ts: ago(0), correlation_id: 'corr-pier', task_id: 'pier' }
  service.push('approval_approved', { ...facts, approval: waiting })
  await becomes(() => again.isEnabled(), true)
  await again.click()
  await outcome().getByText('Done').waitFor()
  expect(sent.map(({ call }) => call.args)).toEqual(Array(2).fill({ to: 'desktop', text: 'The tide is coming in.' }))
  expect(sent[0]?.call.idempotency_key).not.toBe(sent[1]?.call.idempotency_key)
})

test.each([1280, 400])('the tools fit a window %i pixels wide, the narrow one by one', async (width) => {
  await open('#/tools/screen.redact?task_id=pier', { viewport: { width, height: 800 }, colorScheme: 'dark' })
  await form().getByRole('button', { name: 'Add to regions' }).click()
  expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  expect(await barriers(window.page)).toEqual([])
  if (width > 1000) return
  await window.page.getByRole('button', { name: 'All tools' }).click()
  await window.page.locator('[data-tool="obs.status"]').waitFor()
})

test('no task looks chosen before one is', async () => {
  await open('#/tools/screen.capture')
  await window.page.getByRole('option', { name: 'Film the pier' }).waitFor()
  expect(await window.page.locator('[role=option][aria-selected=true]').count()).toBe(0)
  await form().getByRole('combobox', { name: 'For the task' }).press('ArrowDown')
  await becomes(() => window.page.locator('[role=option][aria-selected=true]').count(), 1)
  await form().getByRole('combobox', { name: 'For the task' }).press('Enter')
  await form().getByTestId('chosen-task').waitFor()
})

test('a file is chosen from the evidence of the task, and no example stands for one', async () => {
  await open('#/tools/vision.describe')
  const file = form().getByLabel('artifact_sha256')
  await form().getByText('Choose the task first: its evidence is offered here.').waitFor()
  expect(await file.inputValue()).toBe('')
  keepPicture('call-9')
  await window.page.getByRole('option', { name: 'Film the pier' }).click()
  await form().getByRole('button', { name: 'Call it' }).click()
  await form().getByText('fill this in').waitFor()
  await file.selectOption({ label: await file.locator('option', { hasText: 'capture.png' }).innerText() })
  await form().getByRole('button', { name: 'Call it' }).click()
  await outcome().getByRole('progressbar').waitFor()
  expect(sent.map(({ call }) => call.args)).toEqual([{ artifact_sha256: shaOf(picture) }])
  expect(await barriers(window.page)).toEqual([])
})

test('what a call left is seen where it was called, and its link leads to the very package', async () => {
  keepPicture('call-1')
  await open('#/tools/screen.capture?task_id=pier')
  await form().getByRole('button', { name: 'Call it' }).click()
  await outcome().getByRole('progressbar').waitFor()
  const ref = { package_id: 'call-1', manifest_sha256: shaOf('m'), artifacts: 1, captured_at: ago(0) } as EvidenceRef
  end({ state: 'done', result: {}, evidence: [ref] })
  await outcome().getByRole('img', { name: 'Evidence capture.png' }).waitFor()
  const link = outcome().getByRole('link', { name: 'Evidence: 1 file' })
  expect(await link.getAttribute('href')).toBe('#/tasks/pier/evidence/call-1')
  await link.click()
  const kept = window.page.locator('[data-package="call-1"]')
  await becomes(() => kept.evaluate((place) => place === document.activeElement), true)
})
