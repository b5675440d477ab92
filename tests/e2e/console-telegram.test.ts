import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ago, rowOf, stagedLine, stagedSource, stagedTask } from './support/staged-facts.ts'
import { ok, type StagedService } from './support/staged-service.ts'

const FIRST = 'Publish the notes before Friday.'
const amended = (minutes: number, text: string) => ({ amended_at: ago(minutes), text, delivery_id: `1:${minutes}` })
const photo = {
  ...{ attachment_id: 'p', kind: 'photo', file_id: 'f', name: null, media_type: 'image/png', bytes: 81_200 },
  ...{ state: 'waiting', reason: null, package_id: null },
}

const SEND_AGAIN =
  'Check the network and the disk of the service, and ask the sender for the file again: it is not fetched again by itself.'

describe('a task from Telegram', () => {
  let browser: Browser
  let stage: Stage
  let service: StagedService
  let window: ConsoleWindow
  let task: TaskDetail
  beforeAll(async () => {
    browser = await launchChromium()
    task = stagedTask({
      ...{ task_id: '0f3a9c41d2be', title: 'Publish the notes', request_text: FIRST },
      amendments: [
        amended(40, 'Publish the notes before Monday.'),
        amended(20, 'Publish the notes before Monday, in red.'),
      ],
      attachments: [
        photo,
        {
          ...photo,
          attachment_id: 'd',
          kind: 'document',
          name: `a${String.fromCodePoint(0x202e)}fdp.exe`,
          state: 'kept',
        },
        {
          ...photo,
          attachment_id: 'r',
          kind: 'document',
          name: 'film.mov',
          state: 'refused',
          reason: 'Larger than 20 MB.',
        },
        { ...photo, attachment_id: 'v', kind: 'voice', state: 'failed', reason: 'Telegram no longer has it.' },
      ],
    })
    const long = stagedTask({
      ...{ task_id: '1f3a9c41d2be', title: 'Write down every change since the last release. '.repeat(5) },
      amendments: [amended(30, 'Write down nothing.')],
    })
    ;({ stage, service } = await openStage('admin', { tasks: [task, long] }))
    window = await openStagedConsole(browser, service.url, `#/tasks/${task.task_id}`, { reducedMotion: 'reduce' })
    await window.page.getByTestId('amendment').first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })
  /** The task as it now stands, and the event that tells of it. */
  const change = (next: TaskDetail, name: 'task_amended' | 'task_approved') => {
    stage.tasks = [next]
    const { task_id, correlation_id } = next
    service.push(name, { seq: 7, ts: ago(0), correlation_id, task_id, task: rowOf(next) })
  }

  test('is marked as amended in the list, however long its title is', async () => {
    const row = window.row('Write down every change')
    const mark = await row.getByText('(amended)').boundingBox()
    const whole = await row.boundingBox()
    expect(mark?.width).toBeGreaterThan(40)
    expect((mark?.x ?? 0) + (mark?.width ?? 0)).toBeLessThan((whole?.x ?? 0) + (whole?.width ?? 0))
  })

  test('keeps its first words, marks that it was amended, and shows each amendment with what it changed', async () => {
    await window.page.getByTestId('amended-mark').filter({ hasText: 'amended 2 times after it was written' }).waitFor()
    expect(await window.page.getByTestId('request-text').textContent()).toBe(FIRST)
    const [older, latest] = await window.page.getByTestId('amendment').all()
    expect(await older?.locator('del').allTextContents()).toEqual(['Friday'])
    expect(await older?.locator('ins').allTextContents()).toEqual(['Monday'])
    expect(await latest?.locator('ins').allTextContents()).toEqual([', in red'])
    await latest?.getByText('What the requester says now').waitFor()
    await latest?.getByRole('button', { name: 'Show without marks' }).click()
    expect(await latest?.locator('ins').count()).toBe(0)
    await latest?.getByText('Publish the notes before Monday, in red.').waitFor()
  })

  test('the dialog shows what is approved: the first words and what the requester says now', async () => {
    await window.page.keyboard.press('a')
    const dialog = window.page.getByRole('dialog', { name: 'Approve this task?' })
    expect(await dialog.getByRole('region', { name: 'Request', exact: true }).textContent()).toBe(FIRST)
    expect(await dialog.getByRole('region', { name: 'What the requester says now' }).textContent()).toBe(
      'Publish the notes before Monday, in red.',
    )
    await dialog.getByText('1 earlier amendment is on the page').waitFor()
    expect(await barriers(window.page)).toEqual([])
  })

  test('an amendment that comes while deciding stops the decision and says what the words are now', async () => {
    const { base_sha, ...facts } = task
    const words = 'Publish nothing.'
    change(stagedTask({ ...facts, version: 2, amendments: [...task.amendments, amended(0, words)] }), 'task_amended')
    const dialog = window.page.getByRole('dialog', { name: 'The task changed while you were deciding' })
    await dialog.getByText('Amended by the requester').waitFor()
    await dialog.getByText(words).waitFor()
    await dialog.getByRole('button', { name: 'Look at the new version' }).click()
    await becomes(() => window.page.getByTestId('amendment').count(), 3)
  })

  test('says of every attachment how far it has come, and why one is not there', async () => {
    const rows = window.page.getByTestId('attachment')
    const told = (await rows.allTextContents()).map((text) => text.replace(/\s+/g, ' '))
    expect(told).toEqual([
      'Photo · image/png · 81 kBWaits to be fetched',
      'aU+202Efdp.exe · document · image/png · 81 kBKept as evidence',
      'film.mov · document · image/png · 81 kBNot fetched: Larger than 20 MB.',
      `Voice message · image/png · 81 kBThe file could not be fetchedattachment_failedTelegram no longer has it.${SEND_AGAIN}`,
    ])
  })

  test('a decision from Telegram names who took it, in the verdict and in the timeline', async () => {
    const { base_sha, ...facts } = task
    const actor = { sub: 'telegram:12345', scopes: ['admin' as const], door: 'telegram' as const }
    stage.lines = [
      stagedLine(8, { task_id: task.task_id, correlation_id: task.correlation_id, type: 'task_approved', actor }),
    ]
    const verdict = { decision: 'approve', comment: null, decided_by: actor.sub, decided_at: ago(0), door: 'telegram' }
    change(stagedTask({ ...facts, version: 3, status: 'approved', verdict }), 'task_approved')
    await window.page.getByTestId('verdict').filter({ hasText: 'Approved by 12345 through Telegram' }).waitFor()
    await window.page.getByText('Approved from Telegram by 12345').waitFor()
    expect(await barriers(window.page)).toEqual([])
    expect(window.complaints).toEqual([])
  })
})

describe('a source that is lost', () => {
  test('is marked in the status bar with its age, and explained where the sources are listed', async () => {
    const browser = await launchChromium()
    const telegram = stagedSource({
      ...{ source: 'telegram', state: 'on', assurance: 'token', ways: ['long polling'], contact_at: ago(0) },
    })
    const off = stagedSource({ source: 'xcode', state: 'off', reason: 'Set XCODE_TOKEN.', contact_at: null })
    const { stage, service } = await openStage('admin', { sources: [telegram, off] })
    const window = await openStagedConsole(browser, service.url, '#/tasks', {
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    })
    await window.page.getByRole('button', { name: 'Telegram on, 1 off' }).waitFor()
    expect(await window.page.getByTestId('lost-source').count()).toBe(0)

    const reason = 'Telegram does not answer (connection refused); trying again.'
    const lost = { ...telegram, state: 'lost', reason, since: ago(12.5), contact_at: ago(13.5) } as const
    stage.sources = [lost, off]
    service.push('source_changed', { seq: 9, ts: ago(0), correlation_id: 'source', source: lost })
    await window.page.getByTestId('lost-source').filter({ hasText: 'Telegram lost 12 min' }).waitFor()
    await window.page
      .getByRole('status')
      .filter({ hasText: `Telegram cannot be reached: ${reason}` })
      .waitFor({ state: 'attached' })
    await window.page.getByTestId('lost-source').click()
    const row = window.page.locator('[data-source="telegram"]')
    for (const text of ['lost', reason, 'long polling', 'token']) await row.getByText(text, { exact: true }).waitFor()
    await row.getByText('last heard 13 min ago').waitFor()
    await window.page.locator('[data-source="xcode"]').getByText('Set XCODE_TOKEN.').waitFor()
    expect(await barriers(window.page)).toEqual([])
    await browser.close()
    await service.close()
  })
})

describe('a build from Xcode', () => {
  test('is shown in the words of Apple, and every check of its commit with its own state', async () => {
    const browser = await launchChromium()
    const check = (name: string, state: string) => ({
      key: name,
      name,
      state,
      commit: null,
      url: null,
      updated_at: ago(3),
    })
    const build = stagedTask({
      ...{ task_id: 'xc-1', source: 'xcode', title: 'Build 42 of Orbit: failed' },
      build: {
        ...{ build_id: '0d9c4e0a', workflow: 'Release', product: 'Orbit', build_number: 42, progress: 'COMPLETE' },
        ...{ completion_status: 'FAILED', commit: 'abc', branch: 'main', updated_at: ago(3) },
      },
      ci_status: {
        ...{ state: 'failed', name: 'Release', updated_at: ago(3) },
        checks: [check('lint', 'passed'), check('Release', 'failed'), check('unit', 'running')],
      },
    })
    const { service } = await openStage('admin', { tasks: [build] })
    service.on('GET /api/audit/*', () =>
      ok({ correlation_id: 'xc-1', task_ids: [], events: [], truncated: false, left_out: {} }),
    )
    const window = await openStagedConsole(browser, service.url, '#/tasks/xc-1', { reducedMotion: 'reduce' })
    const facts = window.page.getByTestId('build')
    for (const text of ['Orbit', 'Release', '42', 'COMPLETE', 'FAILED', 'main'])
      await facts.getByText(text, { exact: true }).waitFor()
    const checks = window.page.getByRole('list', { name: 'Checks' }).getByRole('listitem')
    expect(await checks.allTextContents()).toEqual(['Releasefailed', 'unitrunning', 'lintpassed'])
    await window.row('Build 42').getByText('token', { exact: true }).waitFor()
    expect(await barriers(window.page)).toEqual([])
    await browser.close()
    await service.close()
  })
})
