import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../contract/json-object.ts'
import type { ToolCall, ToolRun } from '../../contract/tool.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { emptyGovernance, type GovernanceStage, stageGovernance } from './support/governance-stage.ts'
import { stagedApproval, stagedRun } from './support/staged-approvals.ts'
import { ago, stagedTask } from './support/staged-facts.ts'
import { ok, type StagedReply, type StagedService } from './support/staged-service.ts'
import { STAGED_FAMILIES, stagedStatus } from './support/staged-tools.ts'

let browser: Browser
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
let sent: ToolCall[]
/** What OBS does, as the stand-in has it. */
let obs: { scene: string; active: boolean; paused: boolean }
/** The ends of calls that a test lets come when it wants; null: they come by themselves. */
let heldBack: (() => void)[] | null
/** Minutes for which what is armed holds. */
let armedFor: number
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
  sent = []
  armedFor = 1
  heldBack = null
  obs = { scene: 'Desk', active: false, paused: false }
  service.on('POST /api/tools/execute', ({ sent: body }) => answer(body as ToolCall))
})
afterEach(async () => {
  await window.close()
  await service.close()
})

function resultOf({ tool, args }: ToolCall): JsonObject {
  if (tool === 'obs.status')
    return {
      ...{ obs_version: '29.0.2', websocket_version: '5.1.0', platform: 'Debian', latency_ms: 2, scene: obs.scene },
      recording: {
        ...{ active: obs.active, paused: obs.paused, duration_ms: 61_000, bytes: 1_200_000 },
        ...{ path: obs.active ? '/films/pier.mkv' : null, folder: '/films' },
      },
      streaming: { active: false, reconnecting: false, duration_ms: 0, bytes: 0 },
      replay_buffer: null,
      load: { cpu_percent: 12, memory_mb: 240, fps: 30, free_disk_mb: 50_000, skipped_frames: 0 },
    }
  if (tool === 'obs.scenes')
    return {
      current: obs.scene,
      scenes: [
        { name: 'Desk', sources: ['Screen'] },
        { name: 'Pier', sources: ['Camera'] },
      ],
    }
  if (tool === 'obs.arm') {
    const action = String(args['action'])
    const target = action === 'record.stop' ? {} : { service: 'Twitch', server: 'rtmp://live.example.org/app' }
    return {
      ...{ arm_id: 'arm-1', action, expires_at: ago(-armedFor) },
      seen: { path: '/films/pier.mkv', ...target },
      fire: { tool: `obs.${action}`, args: { arm_id: 'arm-1', ...target } },
    }
  }
  if (tool === 'obs.scene.switch') obs = { ...obs, scene: String(args['scene']) }
  if (tool === 'obs.record.start') obs = { ...obs, active: true }
  if (tool === 'obs.record.stop') obs = { ...obs, active: false }
  if (tool.startsWith('obs.record.')) obs = { ...obs, paused: tool === 'obs.record.pause' }
  return { ...args }
}

function answer(call: ToolCall): StagedReply {
  sent.push(call)
  const call_id = `call-${sent.length}`
  const given: Partial<ToolRun> = { call_id, started_at: ago(0), finished_at: ago(0) }
  if (call.side_effect_level === 'external_publish') {
    const approval = stagedApproval(1, call, { requested_by: 'operator' })
    stage.approvals = [approval]
    const { approval_id } = approval
    stage.runs = [stagedRun(1, call, { ...given, state: 'denied', approval_id }), ...stage.runs]
    const words = { title: 'Not now', detail: 'A person must approve it.', remediation_hint: 'Ask.' }
    const place = { correlation_id: 'pier', call_id, approval_id }
    return { status: 403, body: { type: 'about:blank', status: 403, error_code: 'policy_denied', ...words, ...place } }
  }
  const run = stagedRun(1, call, { ...given, result: resultOf(call) })
  if (['obs.status', 'obs.scenes', 'obs.arm'].includes(call.tool)) {
    stage.runs = [run, ...stage.runs]
    return ok(run)
  }
  const running: ToolRun = { ...run, state: 'running', result: null, finished_at: null }
  stage.runs = [running, ...stage.runs]
  const end = () => {
    stage.runs = stage.runs.map((each) => (each === running ? run : each))
    const { task_id } = run
    service.push('tool_call_done', { seq: 600 + sent.length, ts: ago(0), correlation_id: task_id, task_id, run })
  }
  if (heldBack === null) setImmediate(end)
  else heldBack.push(end)
  return { status: 202, body: running }
}

const open = async (hash = '#/obs?task_id=pier', options = {}) => {
  window = await openStagedConsole(browser, service.url, hash, { reducedMotion: 'reduce', ...options })
}
const button = (name: string) => window.page.getByRole('button', { name, exact: true })
const doings = () => sent.map(({ tool }) => tool).filter((tool) => !['obs.status', 'obs.scenes'].includes(tool))
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
  obs = { ...obs, active: true }
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
  expect(sent.find(({ tool }) => tool === 'obs.record.stop')?.args).toEqual({ arm_id: 'arm-1' })
})

test('what was pressed for one task does not hold up another', async () => {
  heldBack = []
  await open()
  await button('Ask OBS now').click()
  await button('Start recording').click()
  await becomes(() => button('Take a picture of the scene').isDisabled(), true)
  await button('Another task').click()
  await window.page.getByRole('option', { name: 'Film the moon' }).click()
  await region('Recording').getByText('Not known').waitFor()
  await becomes(() => button('Take a picture of the scene').isEnabled(), true)
  await button('Ask OBS now').click()
  for (const end of heldBack) end()
  await button('Stop the recording…').waitFor()
  expect(await button('Stop the recording…').isEnabled()).toBe(true)
  expect(await region('Last call').getByText('Nothing was done for this task yet.').count()).toBe(1)
})

test('a long call is followed to its end, however many were made beside it', async () => {
  heldBack = []
  await open()
  await button('Ask OBS now').click()
  await button('Start recording').click()
  await becomes(() => button('Take a picture of the scene').isDisabled(), true)
  const beside = { tool: 'obs.record.start', args: {}, side_effect_level: 'local_write', task_id: 'pier' } as const
  stage.runs = [
    ...Array.from({ length: 60 }, (_, n) => stagedRun(0, beside, { call_id: `beside-${n}`, requested_by: 'codex' })),
    ...stage.runs,
  ]
  for (const end of heldBack) end()
  await button('Pause').waitFor()
  await becomes(() => button('Pause').isEnabled(), true)
})

test('what is armed and not fired in time is over, and nothing happens by itself', async () => {
  obs = { ...obs, active: true }
  armedFor = 0.04
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
  expect(sent.at(-1)).toMatchObject({ tool: 'obs.stream.start', args: { service: 'Twitch' } })
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
