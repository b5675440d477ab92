import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EvidenceRef } from '../../contract/evidence.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import type { GovernanceStage } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { PUBLISH, STAGED_TOOLS, stagedRun } from './support/staged-approvals.ts'
import { ago, shaOf } from './support/staged-facts.ts'
import { problem, type StagedService } from './support/staged-service.ts'

const browser = ownBrowser()
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
beforeEach(async () => {
  ;({ service, governance: stage } = await openStage('observer', {}))
  stage.tools = [...STAGED_TOOLS]
  const failure = { error_code: 'network_down', detail: 'No answer.', remediation_hint: 'Check the connection.' }
  const evidence = [
    { package_id: 'run-1', manifest_sha256: shaOf('m'), artifacts: 2, captured_at: ago(1) } as EvidenceRef,
  ]
  stage.runs = [
    stagedRun(1, PUBLISH, { approval_id: 'ap-0000000000000001', result: { receipt: 'r-1' }, evidence }),
    stagedRun(2, PUBLISH, { state: 'denied', reason: 'A person must approve this call first.' }),
    stagedRun(3, PUBLISH, { state: 'failed', failure }),
    stagedRun(4, PUBLISH, { state: 'unknown', tool: 'time.now', side_effect_level: 'read_only' }),
  ]
})
afterEach(async () => {
  await window.close()
  await service.close()
})

const open = async (options = {}, hash = '#/tools') => {
  window = await openStagedConsole(browser(), service.url, hash, { reducedMotion: 'reduce', ...options })
}
const calls = () => window.page.locator('[data-run]')

test('every tool says in words what it does and takes, and every call what came of it', async () => {
  await open({}, '#/tools/time.now')
  await window.page.getByText('It takes no arguments.').first().waitFor()
  await window.page.locator('[data-tool="file.publish_dry_run"]').click()
  const tool = window.page.getByRole('article', { name: 'file.publish_dry_run' })
  await tool.getByText('Publishes outside').first().waitFor()
  await tool.getByText('text, 1 to 200 characters').waitFor()
  await tool.getByText('one of "public", "unlisted"').waitFor()
  await window.page.goto(`${service.url}/#/tools`)
  for (const words of [
    'A person must approve this call first.',
    'Check the connection.',
    'it is not run again by itself',
  ])
    await calls().getByText(words).waitFor()
  const first = calls().first()
  expect(await first.getByRole('link', { name: 'Its approval' }).getAttribute('href')).toBe(
    '#/approvals/ap-0000000000000001',
  )
  await first.getByText('Evidence: 2 files').waitFor()
  await first.getByText('The call and its result').click()
  await first.getByRole('region', { name: 'Its result' }).getByText('r-1').waitFor()
  expect(window.complaints).toEqual([])
})

test('the calls are filtered by tool and outcome, and follow what is pushed', async () => {
  await open()
  await window.page.getByLabel('Outcome').selectOption('failed')
  await becomes(() => calls().count(), 1)
  await window.page.getByLabel('Tool', { exact: true }).and(window.page.locator('select')).selectOption('time.now')
  await window.page.getByText('No call matches.').waitFor()
  await window.page.getByLabel('Outcome').selectOption('')
  await becomes(() => calls().count(), 1)
  const run = stagedRun(9, { ...PUBLISH, tool: 'time.now' }, { state: 'running', finished_at: null })
  stage.runs = [run, ...stage.runs]
  service.push('tool_call_intended', { seq: 500, ts: ago(0), correlation_id: 'gh-1', task_id: 'gh-1', run })
  await calls().getByText('Running').waitFor()
})

test('every tool tells its last call, however many others were called since, and follows what is pushed', async () => {
  const time = { ...PUBLISH, tool: 'time.now', side_effect_level: 'read_only' } as const
  stage.runs = [
    ...Array.from({ length: 40 }, (_, n) => stagedRun(n, PUBLISH, {})),
    stagedRun(50.5, time, { call_id: 'call-time', state: 'failed' }),
  ]
  await open()
  const row = window.page.locator('[data-tool="time.now"]')
  await row.getByText('Failed').waitFor()
  await row.getByText('50 min').waitFor()
  const run = stagedRun(0, time, { call_id: 'call-new', state: 'running', finished_at: null })
  stage.runs = [run, ...stage.runs]
  service.push('tool_call_intended', { seq: 500, ts: ago(0), correlation_id: 'gh-1', task_id: 'gh-1', run })
  await row.getByText('Running').waitFor()
})

test('an address that names no tool says so', async () => {
  await open({}, '#/tools/%22%5D.x')
  await window.page.getByRole('heading', { name: 'There is no such tool' }).waitFor()
  expect(window.complaints).toEqual([])
})

test('older calls are read on request', async () => {
  stage.runs = Array.from({ length: 45 }, (_, n) => stagedRun(n, PUBLISH, {}))
  await open()
  await becomes(() => calls().count(), 20)
  await window.page.getByRole('button', { name: 'Older calls' }).click()
  await becomes(() => calls().count(), 40)
})

test('no tools, no calls and what cannot be read have a face', async () => {
  stage.tools = []
  stage.runs = []
  await open()
  await window.page.getByRole('heading', { name: 'No tools' }).waitFor()
  await window.page.getByText('Nothing was called yet.').waitFor()
  service.on('GET /api/tools', () => problem('audit_unavailable', 'The log is damaged.'))
  await window.page.reload()
  await window.page.getByText('The log is damaged.').waitFor()
  expect(await barriers(window.page)).toEqual([])
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the tools have no serious barrier and fit a window %i pixels wide',
    async (width) => {
      await open({ colorScheme, viewport: { width, height: 800 } })
      await calls().first().waitFor()
      for (const summary of await window.page.locator('summary').all()) await summary.click()
      expect(await barriers(window.page)).toEqual([])
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    },
  )
})
