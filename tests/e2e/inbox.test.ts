import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { type GovernanceStage, stageGovernance } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { PUBLISH, type StagedCall, stagedApproval } from './support/staged-approvals.ts'
import { ago, rowOf, stagedTask } from './support/staged-facts.ts'
import { ok, problem, type StagedService } from './support/staged-service.ts'

const NOTIFY: StagedCall = {
  ...{ tool: 'mail.send', args: { to: 'ann@example.org' }, side_effect_level: 'external_notify', task_id: 't-2' },
}
const WRITE: StagedCall = { tool: 'file.write', args: {}, side_effect_level: 'local_write', task_id: 't-3' }
const idOf = (n: number) => `ap-${n.toString(16).padStart(16, '0')}`

const browser = ownBrowser()
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
beforeEach(async () => {
  const task = stagedTask({ task_id: 'gh-1', title: 'Verdict please' })
  ;({ service, governance: stage } = await openStage('admin', { tasks: [task] }))
  stage.approvals = [
    stagedApproval(1, WRITE, {}),
    stagedApproval(2, NOTIFY, { created_at: ago(9), expires_at: ago(-1.5) }),
    stagedApproval(3, PUBLISH, {}),
    stagedApproval(4, { ...PUBLISH, task_id: 't-4' }, { expires_at: ago(-300) }),
  ]
  stage.waiting = [{ kind: 'task', rank: 4, waiting_since: ago(30), task: rowOf(task) }]
})
afterEach(async () => {
  expect(window.complaints).toEqual([])
  await window.close()
  await service.close()
})

const open = async (hash: string, options = {}) => {
  window = await openStagedConsole(browser(), service.url, hash, { reducedMotion: 'reduce', ...options })
}
const row = (n: number) => window.page.locator(`[data-approval="${idOf(n)}"]`)
const shown = () =>
  window.page
    .getByRole('region', { name: 'Waiting for you, the gravest first' })
    .locator('[data-approval], [data-task]')
    .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-approval') ?? each.getAttribute('data-task')))
const count = () => window.page.getByTestId('inbox-count')
const hash = () => window.page.evaluate(() => location.hash)
const pushed = (n: number, event: 'approval_requested' | 'approval_denied' | 'approval_expired') => {
  const approval = stage.approvals.find(({ approval_id }) => approval_id === idOf(n))
  if (approval === undefined) throw new Error(`no approval ${n}`)
  const { correlation_id, task_id } = approval
  service.push(event, { seq: 200 + n, ts: ago(0), correlation_id, task_id, approval })
}

describe('waiting for you', () => {
  test('lists the gravest first with words, time left and who asks, and the count stands beside its name', async () => {
    await open('#/tasks')
    await becomes(() => count().textContent(), '55 decisions wait')
    await window.page.getByRole('link', { name: 'Waiting for you' }).click()
    await becomes(shown, [idOf(3), idOf(4), idOf(2), idOf(1), 'gh-1'])
    await row(3).getByText('Publishes outside').waitFor()
    await row(3).getByText('asked by codex').waitFor()
    // The clock of the page goes in whole seconds: within the first one nine minutes may be left.
    await becomes(() => row(3).getByTestId('countdown').textContent(), '8 min left')
    expect(await row(2).getByTestId('countdown').getAttribute('class')).toContain('text-pending')
    expect(await row(3).getByTestId('countdown').getAttribute('class')).not.toContain('text-pending')
    await window.page.locator('[data-task="gh-1"]').getByText('Task verdict').waitFor()
  })

  test('what is asked for, decided or expired elsewhere comes and goes without a reload', async () => {
    await open('#/inbox')
    await becomes(shown, [idOf(3), idOf(4), idOf(2), idOf(1), 'gh-1'])
    stage.approvals.push(stagedApproval(5, NOTIFY, { expires_at: ago(-1) }))
    pushed(5, 'approval_requested')
    await becomes(shown, [idOf(3), idOf(4), idOf(5), idOf(2), idOf(1), 'gh-1'])
    stage.approvals = stage.approvals.map((each) =>
      each.approval_id === idOf(3) ? { ...each, state: 'expired' as const } : each,
    )
    pushed(3, 'approval_expired')
    await becomes(shown, [idOf(4), idOf(5), idOf(2), idOf(1), 'gh-1'])
    await becomes(() => count().textContent(), '55 decisions wait')
  })

  test('a part that cannot be asked is named, and the count claims nothing about it', async () => {
    stage.approvals = []
    stage.waiting = []
    stage.parts = [
      { part: 'tasks', state: 'unreachable', reason: 'Its index cannot be read.', as_of: ago(3), waiting: null },
    ]
    await open('#/inbox')
    await window.page
      .getByRole('alert')
      .filter({ hasText: /Its index cannot be read\. \(tasks, \d\d:\d\d:\d\d\)/ })
      .waitFor()
    await window.page.getByRole('heading', { name: 'Nothing that can be seen waits' }).waitFor()
    expect(await count().textContent()).toBe('?not known: something cannot be asked')
    expect(await barriers(window.page)).toEqual([])
  })

  test('nothing waiting is said with the time of asking, and no more once the service is away', async () => {
    stage.approvals = []
    stage.waiting = []
    await open('#/inbox')
    await window.page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    await window.page.getByText(/Asked at \d\d:\d\d:\d\d of approvals\./).waitFor()
    expect(await count().count()).toBe(0)
    await service.close()
    await window.page.getByRole('heading', { name: 'Not known' }).waitFor()
    await becomes(() => count().textContent(), '?not known: something cannot be asked')
    window.complaints.length = 0
  })

  test('an inbox that cannot be read says so and is read again on request', async () => {
    service.on('GET /api/inbox', () => problem('audit_unavailable', 'The index is damaged.'))
    await open('#/inbox')
    const alarm = window.page.getByRole('alert').filter({ hasText: 'The index is damaged.' })
    await alarm.waitFor()
    await becomes(() => count().textContent(), '?not known: something cannot be asked')
    stageGovernance(service, stage)
    await alarm.getByRole('button', { name: 'Try again' }).click()
    await row(3).waitFor()
    window.complaints.length = 0
  })

  test('keys move through it, open, deny with a reason, and stand on the next one afterwards', async () => {
    await open('#/inbox')
    await row(3).waitFor()
    await window.page.keyboard.press('j')
    await becomes(hash, `#/inbox/${idOf(3)}`)
    await window.page.keyboard.press('j')
    await window.page.keyboard.press('j')
    await becomes(hash, `#/inbox/${idOf(2)}`)
    await window.page.getByTestId('subject-fits').waitFor()
    await window.page.keyboard.press('d')
    const deny = window.page.getByRole('dialog').getByRole('button', { name: 'Deny' })
    expect(await deny.isDisabled()).toBe(true)
    await window.page.keyboard.type('Ann left the company.')
    await window.page.keyboard.press('Control+Enter')
    await becomes(() => window.page.getByTestId('denial-reason').textContent(), 'Ann left the company.')
    expect(stage.approvals.find(({ approval_id }) => approval_id === idOf(2))?.state).toBe('denied')
    await becomes(shown, [idOf(3), idOf(4), idOf(1), 'gh-1'])
    await window.page.keyboard.press('j')
    await becomes(hash, `#/inbox/${idOf(1)}`)
    await window.page.keyboard.press('j')
    await becomes(hash, '#/inbox/task/gh-1')
    await window.page.getByRole('heading', { level: 2, name: 'Verdict please' }).waitFor()
  })

  test('only one and the same action is decided together, and the page says why the others are not', async () => {
    await open('#/inbox')
    await row(3).getByRole('checkbox').check()
    expect(await row(4).getByRole('checkbox').isEnabled()).toBe(true)
    expect(await row(2).getByRole('checkbox').isDisabled()).toBe(true)
    expect(await row(2).getByRole('checkbox').getAttribute('title')).toContain('Not the same action')
    await window.page.getByTestId('why-not-others').filter({ hasText: '2 others differ' }).waitFor()
    await row(4).getByRole('checkbox').check()
    await window.page.getByRole('button', { name: 'Approve all 2' }).click()
    const dialog = window.page.getByRole('dialog')
    await becomes(() => dialog.getByTestId('subject-fits').count(), 2)
    expect(await barriers(window.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByText('This leaves the machine, 2 times').waitFor()
    await dialog.getByRole('button', { name: 'Approve: let it leave' }).click()
    await becomes(shown, [idOf(2), idOf(1), 'gh-1'])
    expect(service.asked.filter((each) => each.startsWith('POST'))).toEqual(['POST /api/approvals/decide'])
  })

  test('of several, those that were not decided are named with the reason', async () => {
    await open('#/inbox')
    await row(3).getByRole('checkbox').check()
    await row(4).getByRole('checkbox').check()
    service.on('POST /api/approvals/decide', () =>
      ok({
        items: [stage.approvals[2]],
        refused: [{ approval_id: idOf(4), error_code: 'approval_not_pending', detail: 'It was denied before.' }],
      }),
    )
    await window.page.getByRole('button', { name: 'Deny all 2' }).click()
    await window.page.keyboard.type('No.')
    await window.page.getByRole('dialog').getByRole('button', { name: 'Deny' }).click()
    const outcome = window.page.getByRole('dialog').getByRole('alert')
    await outcome.getByText('1 decided, 1 not').waitFor()
    await outcome.getByText('It was denied before.').waitFor()
    await window.page.getByRole('button', { name: 'Close' }).click()
    await window.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('500 rows are walked through with few of them in the page', async () => {
    stage.approvals = Array.from({ length: 510 }, (_, n) =>
      stagedApproval(n + 1, { ...NOTIFY, args: { n } }, { expires_at: ago(-10 - n) }),
    )
    await open('#/inbox')
    await row(1).waitFor()
    const scroller = window.page.getByRole('region', { name: 'Waiting for you, the gravest first' })
    await expect
      .poll(
        async () => {
          await scroller.evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
          return (await shown()).includes(idOf(500))
        },
        { timeout: 20_000, interval: 40 },
      )
      .toBe(true)
    expect((await shown()).length).toBeLessThan(60)
    await window.page.getByText('11 more wait').waitFor()
  })
})

test('who may only read sees what waits, and nothing to choose or press', async () => {
  await service.close()
  ;({ service } = await openStage('observer', {}))
  stageGovernance(service, stage)
  await open(`#/inbox/${idOf(3)}`)
  await window.page.getByTestId('subject-fits').waitFor()
  expect(await window.page.getByRole('checkbox').count()).toBe(0)
  expect(await window.page.getByRole('button', { name: /Approve/ }).isDisabled()).toBe(true)
  await window.page.getByText('This session may only read.').waitFor()
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the inbox has no serious barrier and fits a window %i pixels wide',
    async (width) => {
      stage.approvals.push(
        stagedApproval(6, PUBLISH, { what: `Ünïcödé ${'long '.repeat(80)}${String.fromCodePoint(0x202e)}turned שלום` }),
      )
      await open('#/inbox', { colorScheme, viewport: { width, height: 800 } })
      await row(6).waitFor()
      expect(await barriers(window.page), 'list').toEqual([])
      await row(6).getByRole('checkbox').check()
      expect(await barriers(window.page), 'chosen').toEqual([])
      for (const place of [idOf(6), 'task/gh-1']) {
        await window.page.goto(`${service.url}/#/inbox/${place}`)
        await window.page.getByTestId(place === idOf(6) ? 'subject-fits' : 'detail-status').waitFor()
        expect(await barriers(window.page), place).toEqual([])
        expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
    },
  )
})
