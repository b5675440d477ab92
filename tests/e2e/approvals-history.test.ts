import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import type { GovernanceStage } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { PUBLISH, stagedApproval, stagedRun } from './support/staged-approvals.ts'
import { ago, stagedTask } from './support/staged-facts.ts'
import type { StagedService } from './support/staged-service.ts'

const ID = 'ap-0000000000000001'

const browser = ownBrowser()
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
beforeEach(async () => {
  const tasks = [stagedTask({ task_id: 'gh-1', title: 'Notes' })]
  ;({ service, governance: stage } = await openStage('admin', { tasks }))
})
afterEach(async () => {
  await window.close()
  await service.close()
})

const open = async (hash: string, options = {}) => {
  window = await openStagedConsole(browser(), service.url, hash, { reducedMotion: 'reduce', ...options })
}
describe('the history', () => {
  test('is filtered by state and task in the address, and read to its end', async () => {
    stage.approvals = Array.from({ length: 230 }, (_, n) =>
      stagedApproval(
        n + 1,
        { ...PUBLISH, task_id: n === 7 ? 'gh-7' : 'gh-1' },
        { state: n % 2 === 0 ? 'denied' : 'expired' },
      ),
    )
    await open('#/approvals')
    const rows = window.page.locator('[data-approval]')
    await rows.first().waitFor()
    await window.page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Denied' }).click()
    await becomes(() => window.page.evaluate(() => location.hash), '#/approvals?state=denied')
    await becomes(() => rows.getByText('Expired').count(), 0)
    await window.page.goto(`${service.url}/#/approvals?task_id=gh-7`)
    await becomes(() => rows.count(), 1)
    await window.page.goto(`${service.url}/#/approvals?task_id=none`)
    await window.page.getByRole('button', { name: 'Show all approvals' }).click()
    const scroller = window.page.getByRole('region', { name: 'Approvals, newest first' })
    await expect
      .poll(
        async () => {
          await scroller.evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
          return window.page.locator(`[data-approval="ap-${(230).toString(16).padStart(16, '0')}"]`).count()
        },
        { timeout: 20_000, interval: 40 },
      )
      .toBe(1)
    expect(window.complaints).toEqual([])
  })

  test('an approval that is not there is said to be not there', async () => {
    await open('#/approvals/ap-00000000000000ff')
    await window.page.getByText('There is no such approval').waitFor()
    await window.page.getByRole('button', { name: 'Back to the list' }).click()
    await window.page.getByRole('heading', { name: 'No approval was asked for yet' }).waitFor()
  })
})

test('the task says what was asked for it and what was called, and follows what is pushed', async () => {
  stage.approvals = [stagedApproval(1, PUBLISH, {})]
  stage.runs = [
    stagedRun(1, PUBLISH, { state: 'denied', reason: 'A person must approve this call first.', approval_id: ID }),
  ]
  await open('#/tasks/gh-1')
  const calls = window.page.getByRole('list', { name: 'Tool calls of this task' })
  await calls.getByText('A person must approve this call first.').waitFor()
  const failure = { error_code: 'disk_full', detail: 'The disk is full.', remediation_hint: 'Make room and try again.' }
  const run = stagedRun(2, PUBLISH, { state: 'failed', failure })
  stage.runs = [run, ...stage.runs]
  service.push('tool_call_failed', { seq: 301, ts: ago(0), correlation_id: 'gh-1', task_id: 'gh-1', run })
  await calls.getByText('Make room and try again.').waitFor()
  const asked = window.page.getByRole('list', { name: 'Approvals of this task' })
  await asked.getByText('Waiting', { exact: true }).waitFor()
  expect(await barriers(window.page)).toEqual([])
  await asked.getByRole('link').click()
  await becomes(() => window.page.evaluate(() => location.hash), `#/approvals/${ID}`)
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the history and every state have no serious barrier %i pixels wide',
    async (width) => {
      const decided = { decided_by: 'operator', door: 'console', decided_at: ago(1) } as const
      stage.approvals = [
        stagedApproval(1, { ...PUBLISH, args: { body: 'x'.repeat(6_000), list: [1, { a: true }], empty: '' } }, {}),
        stagedApproval(2, PUBLISH, { ...decided, state: 'denied', reason: 'No. '.repeat(200), refused_until: ago(-5) }),
        stagedApproval(3, PUBLISH, { ...decided, state: 'approved', usable_from: ago(1) }),
        stagedApproval(4, PUBLISH, { ...decided, state: 'consumed', consumed_at: ago(1), call_id: 'call-1' }),
        stagedApproval(5, PUBLISH, { state: 'expired' }),
        stagedApproval(6, PUBLISH, {
          state: 'voided',
          voided: {
            cause: 'restart',
            at: ago(1),
            differences: [{ path: 'a'.repeat(90), before: '', after: 'b'.repeat(900) }],
          },
        }),
      ]
      await open('#/approvals', { colorScheme, viewport: { width, height: 800 } })
      await window.page.locator('[data-approval]').first().waitFor()
      expect(await barriers(window.page), 'list').toEqual([])
      for (const { approval_id } of stage.approvals) {
        await window.page.goto(`${service.url}/#/approvals/${approval_id}`)
        await window.page.getByTestId('subject-fits').waitFor()
        expect(await barriers(window.page), approval_id).toEqual([])
        expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
      expect(window.complaints).toEqual([])
    },
  )
})
