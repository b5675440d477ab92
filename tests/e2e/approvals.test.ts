import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Approval } from '../../contract/approval.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import type { GovernanceStage } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { PUBLISH, type StagedCall, stagedApproval } from './support/staged-approvals.ts'
import { ago, shaOf, stagedTask } from './support/staged-facts.ts'
import { problem, type StagedService } from './support/staged-service.ts'

const ID = 'ap-0000000000000001'
const NOTIFY: StagedCall = { ...PUBLISH, tool: 'mail.send', side_effect_level: 'external_notify' }
const TURN = String.fromCodePoint(0x202e)

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
const openApproval = async (approval: Approval) => {
  stage.approvals = [approval]
  await open(`#/approvals/${ID}`)
}
const state = () => window.page.getByTestId('approval-state')
const approve = () => window.page.locator('article').getByRole('button', { name: /^Approve/ })
const dialog = () => window.page.getByRole('dialog')
const decisions = () => service.asked.filter((each) => each.startsWith('POST'))

describe('the bytes that are decided', () => {
  test('stand there exactly, nothing hidden or turned, with the sha256 made in the page', async () => {
    const approval = stagedApproval(1, { ...PUBLISH, args: { path: `notes/${TURN}gpj.exe`, to: 'שלום (1)' } }, {})
    await openApproval(approval)
    const box = window.page.getByTestId('subject-bytes')
    await window.page.getByTestId('subject-fits').getByText(`sha256 ${approval.subject_sha256}`).waitFor()
    expect(await box.textContent()).toBe(approval.subject.replace(TURN, 'U+202E'))
    const style = await box.evaluate((element) => {
      const { unicodeBidi, direction, fontFamily } = getComputedStyle(element)
      return { unicodeBidi, direction, isMono: fontFamily.includes('mono') }
    })
    expect(style).toEqual({ unicodeBidi: 'bidi-override', direction: 'ltr', isMono: true })
    await window.page.getByLabel('5 characters beyond ASCII as numbers').check()
    expect(await box.textContent()).toContain('U+05E9U+05DCU+05D5U+05DD (1)')
    await window.page.getByTestId('subject-fits').getByText(`sha256 ${approval.subject_sha256}`).waitFor()
    expect(window.complaints).toEqual([])
  })

  test.each<[string, (approval: Approval) => Approval]>([
    ['other bytes than were hashed', (each) => ({ ...each, subject: each.subject.replace('release', 'secrets') })],
    ['a milder effect beside them', (each) => ({ ...each, side_effect_level: 'read_only' })],
    ['another task beside them', (each) => ({ ...each, task_id: 'other' })],
    [
      'a member twice in them',
      (each) => {
        const subject = each.subject.replace('"args":{', '"args":{"path":"harmless",')
        return { ...each, subject, subject_sha256: shaOf(subject) }
      },
    ],
  ])('raise an alarm in words and cannot be decided: %s', async (_what, twist) => {
    await openApproval(twist(stagedApproval(1, PUBLISH, {})))
    await window.page
      .getByTestId('subject-alarm')
      .getByText('What is shown is not what would be decided. Do not approve it.')
      .waitFor()
    expect(await approve().isDisabled()).toBe(true)
    await window.page.keyboard.press('a')
    await window.page.keyboard.press('d')
    expect(await dialog().count()).toBe(0)
    expect(await barriers(window.page)).toEqual([])
  })
})

describe('approving', () => {
  test('what publishes takes two steps, and the second names what leaves the machine', async () => {
    await openApproval(stagedApproval(1, PUBLISH, {}))
    await window.page.getByTestId('subject-fits').waitFor()
    await window.page.keyboard.press('a')
    await dialog().getByTestId('subject-fits').waitFor()
    await window.page.keyboard.press('Control+Enter')
    await dialog().getByText('This leaves the machine: file.publish_dry_run publishes').waitFor()
    await dialog().getByText('https://example.org/releases', { exact: true }).waitFor()
    // The focus went to the way out: the key that armed does not decide.
    expect(await window.page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel')
    expect(decisions()).toEqual([])
    expect(await barriers(window.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Approve: let it leave' }).click()
    await becomes(() => state().textContent(), 'Approved')
    expect(decisions()).toEqual([`POST /api/approvals/${ID}/approve`])
    expect(await approve().count()).toBe(0)
  })

  test('a letter that passes for another is named in the second step as well', async () => {
    await openApproval(stagedApproval(1, { ...PUBLISH, args: { target: 'https://ex\u0430mple.org' } }, {}))
    await window.page.getByTestId('subject-fits').waitFor()
    await approve().click()
    await dialog().getByRole('button', { name: 'Continue' }).click()
    const leaves = dialog().getByRole('region', { name: 'What leaves the machine' })
    expect(await leaves.textContent()).toBe('target: https://exU+0430mple.org')
  })

  test('what stays milder takes one step', async () => {
    await openApproval(stagedApproval(1, NOTIFY, {}))
    await window.page.getByTestId('subject-fits').waitFor()
    await approve().click()
    await dialog().getByRole('button', { name: 'Approve', exact: true }).click()
    await becomes(() => state().textContent(), 'Approved')
    expect(window.complaints).toEqual([])
  })

  test('by one of two people leaves it waiting for the other, who cannot be the same', async () => {
    await openApproval(stagedApproval(1, NOTIFY, { needed: 2 }))
    await window.page.getByText('Two people must approve').waitFor()
    await approve().click()
    await dialog().getByRole('button', { name: 'Approve', exact: true }).click()
    await window.page.getByText('One of two people approved').waitFor()
    await becomes(() => state().textContent(), 'Waiting')
    expect(await approve().isDisabled()).toBe(true)
    await window.page.getByText('You approved it already. Another person must be the second.').waitFor()
    expect(await window.page.getByRole('list', { name: 'Votes' }).textContent()).toContain('Approved by operator')
  })

  test.each([
    ['approval_changed', 'What you were shown is not what the approval is about now.'],
    ['approval_not_pending', 'It was decided, used or ended before your decision came.'],
    ['approval_second_person', 'Another person must be the second.'],
  ] as const)('a refusal with %s is explained with how it stands now', async (code, words) => {
    await openApproval(stagedApproval(1, NOTIFY, {}))
    await approve().click()
    await dialog().getByTestId('subject-fits').waitFor()
    stage.refuse = problem(code, 'Refused.')
    stage.approvals = [
      stagedApproval(1, NOTIFY, { state: 'denied', decided_by: 'ann', door: 'telegram', reason: 'Too early.' }),
    ]
    await dialog().getByRole('button', { name: 'Approve', exact: true }).click()
    await dialog().getByText(words).waitFor()
    await becomes(
      () => dialog().getByTestId('state-now').textContent(),
      'Now: Denied by ann through Telegram: Too early.',
    )
    expect(await dialog().getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)
    expect(await barriers(window.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Close' }).click()
    await becomes(() => state().textContent(), 'Denied')
  })

  test('one that is decided elsewhere while the dialog is open cannot be decided any more', async () => {
    await openApproval(stagedApproval(1, NOTIFY, {}))
    await approve().click()
    await dialog().getByTestId('subject-fits').waitFor()
    const approval = stagedApproval(1, NOTIFY, { state: 'denied', decided_by: 'ann', door: 'console' })
    stage.approvals = [approval]
    service.push('approval_denied', { seq: 300, ts: ago(0), correlation_id: 'gh-1', task_id: 'gh-1', approval })
    await dialog().getByText('It changed while you were deciding').waitFor()
    expect(await dialog().getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)
    expect(decisions()).toEqual([])
  })

  test('no reply claims nothing about the outcome', async () => {
    await openApproval(stagedApproval(1, NOTIFY, {}))
    await approve().click()
    await dialog().getByTestId('subject-fits').waitFor()
    await service.close()
    await dialog().getByRole('button', { name: 'Approve', exact: true }).click()
    await dialog().getByText('It is not known whether it was recorded.').waitFor()
  })
})

describe('time', () => {
  test('when it is over the buttons are gone and the page says that silence denies', async () => {
    await openApproval(stagedApproval(1, PUBLISH, { created_at: ago(1), expires_at: ago(-0.08) }))
    await approve().waitFor()
    expect(await window.page.locator('article').getByTestId('countdown').getAttribute('class')).toContain(
      'text-pending',
    )
    await approve().waitFor({ state: 'detached', timeout: 15_000 })
    await becomes(() => state().textContent(), 'Expired')
    await window.page.getByText('Silence denies.').waitFor()
  })

  test('it ends by the clock of the service, when that is not this one', async () => {
    const ahead = 120_000
    service.on('GET /api/inbox', () => ({
      status: 200,
      body: { now: new Date(Date.now() + ahead).toISOString(), items: [], more: 0, parts: [] },
    }))
    await openApproval(stagedApproval(1, PUBLISH, { created_at: ago(8), expires_at: ago(-1) }))
    await becomes(() => state().textContent(), 'Expired')
    expect(await approve().count()).toBe(0)
  })

  test('an approved one says how long it cools off, and a denied one how long the call is refused', async () => {
    const decided = { decided_by: 'operator', door: 'console', decided_at: ago(1) } as const
    await openApproval(stagedApproval(1, PUBLISH, { ...decided, state: 'approved', usable_from: ago(-2) }))
    await window.page
      .getByTestId('usable')
      .getByText(/Cool-off: it may be used in [12] min/)
      .waitFor()
    stage.approvals = [
      stagedApproval(1, PUBLISH, { ...decided, state: 'denied', reason: 'No.', refused_until: ago(-5) }),
    ]
    await window.page.reload()
    await window.page.getByText(/The identical call is refused for another 4 min/).waitFor()
  })
})

test('a voided one shows what differs, before and after', async () => {
  const differences = [{ path: 'task.request_text', before: 'Publish', after: `Publish ${TURN}elsewhere` }]
  await openApproval(
    stagedApproval(1, PUBLISH, { state: 'voided', voided: { cause: 'task_changed', at: ago(1), differences } }),
  )
  await window.page.locator('article').getByText('Voided because the task changed').waitFor()
  const changed = window.page.getByRole('list', { name: 'What changed' })
  expect(await changed.textContent()).toBe('task.request_textbeforePublishafterPublish U+202Eelsewhere')
  expect(await approve().count()).toBe(0)
})
