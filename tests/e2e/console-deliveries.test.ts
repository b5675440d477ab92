import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROBLEMS } from '../../contract/problem.ts'
import { launchChromium } from '../support/chromium.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ago, stagedDelivery, summaryOf } from './support/staged-facts.ts'
import { ok, problem, type StagedService } from './support/staged-service.ts'

const ROW = 74

describe('the list of deliveries', () => {
  let browser: Browser
  let stage: Stage
  let service: StagedService
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    const old = Array.from({ length: 350 }, (_, n) =>
      stagedDelivery(n + 1, { event: 'workflow_run', outcome: 'recorded', received_at: ago(1_000 - n) }),
    )
    const deliveries = [
      ...old,
      stagedDelivery(400, { event: 'issues', task_ids: ['gh-1'], replays: 2 }),
      stagedDelivery(401, {
        source: 'xcode',
        event: 'build',
        assurance: 'token',
        outcome: 'task_updated',
        task_ids: ['xc-1', 'gh-1'],
      }),
      stagedDelivery(402, {
        ...{ delivery_id: 'refusal-1', state: 'refused', event: null, assurance: 'none', outcome: null, bytes: null },
        ...{ reason: 'signature_invalid', count: 1204, address: '203.0.113.9', body_sha256: null, replayable: false },
      }),
      stagedDelivery(403, {
        event: 'check_run',
        state: 'failed',
        outcome: null,
        reason: 'storage_failed',
        failures: 3,
      }),
    ]
    ;({ stage, service } = await openStage('admin', { deliveries }))
    window = await openStagedConsole(browser, service.url, '#/tasks', {})
    await window.page.getByRole('link', { name: 'Deliveries' }).click()
    await row('delivery-403').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })
  afterEach(() => expect(window.complaints).toEqual([]))
  const row = (id: string) => window.page.locator(`[data-delivery="${id}"]`)
  const shown = () =>
    window.page.locator('[data-delivery]').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-delivery')))
  const scroller = () => window.page.getByRole('region', { name: 'Deliveries, newest first' })
  const tab = (name: string) => window.page.getByRole('group', { name: 'State' }).getByRole('button', { name })
  const hash = () => window.page.evaluate(() => location.hash)

  test('says of each what it was, who proves it, what became of it and which task it touched', async () => {
    expect((await shown()).slice(0, 4)).toEqual(['delivery-403', 'refusal-1', 'delivery-401', 'delivery-400'])
    const words: Record<string, string[]> = {
      'delivery-403': ['check_run', 'Failed ×3', PROBLEMS.storage_failed.title, 'GitHub', 'signed', '812 bytes'],
      'refusal-1': ['not read (refused first)', 'Refused ×1,204', PROBLEMS.signature_invalid.title, 'no proof'],
      'delivery-401': ['build', 'Accepted', 'Changed a task', 'Xcode', 'token', 'xc-1', 'and 1 more'],
      'delivery-400': ['issues', 'Accepted, came again ×2', 'Made a task', 'gh-1'],
    }
    for (const [id, texts] of Object.entries(words))
      for (const text of texts) await row(id).getByText(text, { exact: true }).waitFor()
    expect(await row('delivery-400').getByRole('link', { name: 'Open task gh-1' }).getAttribute('href')).toBe(
      '#/tasks/gh-1',
    )
  })

  test('filters by source, state and task are in the address, so that reload and back show the same', async () => {
    await tab('Came again').click()
    await becomes(shown, ['delivery-400'])
    await tab('Refused').click()
    await becomes(shown, ['refusal-1'])
    await window.page.getByLabel('Source').selectOption('xcode')
    await window.page.getByRole('heading', { name: 'No delivery matches' }).waitFor()
    await window.page.getByRole('button', { name: 'Show all deliveries' }).click()
    await becomes(hash, '#/deliveries')
    await window.page.keyboard.press('/')
    await window.page.keyboard.type('gh-1')
    await window.page.keyboard.press('Enter')
    await becomes(shown, ['delivery-401', 'delivery-400'])
    await becomes(hash, '#/deliveries?task_id=gh-1')
    await window.page.reload()
    await becomes(shown, ['delivery-401', 'delivery-400'])
    expect(await window.page.getByRole('searchbox').inputValue()).toBe('gh-1')
    await window.page.goBack()
    await row('delivery-403').waitFor()
  })

  test('the oldest is reached by scrolling through the pages, with few rows in the page at a time', async () => {
    await expect
      .poll(
        async () => {
          await scroller().evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
          return (await shown()).includes('delivery-1')
        },
        { timeout: 20_000, interval: 40 },
      )
      .toBe(true)
    expect((await shown()).length).toBeLessThan(60)
    await window.page.getByText('Nothing older is kept.').waitFor()
  })

  test('what comes in appears on top, and moves nothing of what is being read', async () => {
    await scroller().evaluate((box, top) => box.scrollTo({ top }), 30 * ROW)
    const watched = row('delivery-315')
    await watched.waitFor()
    const place = () => watched.evaluate((element) => Math.round(element.getBoundingClientRect().top))
    const before = await place()
    stage.deliveries.push(stagedDelivery(500, { event: 'pull_request', received_at: ago(0) }))
    service.push('webhook_applied', {
      seq: 501,
      ts: ago(0),
      correlation_id: 'c-500',
      source: 'github',
      event: 'pull_request',
      delivery_id: 'delivery-500',
    })
    await expect.poll(() => scroller().evaluate((box) => box.scrollTop), { interval: 50 }).toBe(31 * ROW)
    expect(await place()).toBe(before)
    await scroller().evaluate((box) => box.scrollTo({ top: 0 }))
    await row('delivery-500').waitFor()
    expect((await shown())[0]).toBe('delivery-500')
  })

  test('a row far down that changes is read again, and more at once than a page holds leaves no hole', async () => {
    await scroller().evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
    await row('delivery-1').waitFor()
    stage.deliveries = stage.deliveries.map((each) => (each.seq === 1 ? { ...each, replays: 1 } : each))
    service.push('webhook_applied', {
      seq: 502,
      ts: ago(0),
      correlation_id: 'c-1',
      source: 'github',
      event: 'workflow_run',
      delivery_id: 'delivery-1',
    })
    await row('delivery-1').getByText('Accepted, came again').waitFor()
    for (let seq = 600; seq < 850; seq += 1) stage.deliveries.push(stagedDelivery(seq, { received_at: ago(0) }))
    service.push('webhook_applied', {
      seq: 850,
      ts: ago(0),
      correlation_id: 'c',
      source: 'github',
      event: 'issues',
      delivery_id: 'delivery-849',
    })
    await scroller().evaluate((box) => box.scrollTo({ top: 0 }))
    await row('delivery-849').waitFor()
    const places = new Set<number>()
    await expect
      .poll(
        async () => {
          for (const id of await shown()) places.add(Number(id?.replace('delivery-', '')))
          await scroller().evaluate((box) => box.scrollBy({ top: 400 }))
          return Array.from({ length: 250 }, (_, n) => 600 + n).every((seq) => places.has(seq))
        },
        { timeout: 30_000, interval: 30 },
      )
      .toBe(true)
  })

  test('keys move through it, open one and come back', async () => {
    await scroller().evaluate((box) => box.scrollTo({ top: 0 }))
    await scroller().focus()
    await window.page.keyboard.press('j')
    await becomes(hash, '#/deliveries/github/delivery-849')
    await window.page.keyboard.press('ArrowDown')
    await becomes(hash, '#/deliveries/github/delivery-848')
    await window.page.keyboard.press('k')
    await becomes(hash, '#/deliveries/github/delivery-849')
    expect(await row('delivery-849').getByRole('link').first().getAttribute('aria-current')).toBe('true')
    await window.page.keyboard.press('Enter')
    expect(await window.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Delivery')
    await window.page.keyboard.press('Escape')
    expect(await window.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Deliveries, newest first',
    )
  })

  test('what came in and cannot be read is said, and not taken for nothing', async () => {
    const { stage: other, service: failing } = await openStage('admin', { deliveries: [stagedDelivery(1, {})] })
    const page = (await openStagedConsole(browser, failing.url, '#/deliveries', {})).page
    await page.locator('[data-delivery="delivery-1"]').waitFor()
    let isBroken = true
    failing.on('GET /api/deliveries', () =>
      isBroken
        ? problem('audit_unavailable', 'The index is damaged.')
        : ok({ items: other.deliveries.map(summaryOf), next_cursor: null }),
    )
    const event = {
      seq: 9,
      ts: ago(0),
      correlation_id: 'c',
      source: 'github',
      event: 'issues',
      delivery_id: 'delivery-2',
    }
    other.deliveries.unshift(stagedDelivery(2, {}))
    failing.push('webhook_applied', event)
    const alarm = page.getByRole('alert').filter({ hasText: 'What came in since could not be read' })
    await alarm.waitFor()
    await page.locator('[data-delivery="delivery-1"]').waitFor()
    isBroken = false
    await alarm.getByRole('button', { name: 'Try again' }).click()
    await page.locator('[data-delivery="delivery-2"]').waitFor()
    await alarm.waitFor({ state: 'detached' })
    // Also when the whole list is read again, as after a gap in the stream of events.
    isBroken = true
    failing.push('resync', { seq: 10, ts: ago(0), reason: 'gap_too_old' })
    await alarm.waitFor()
    isBroken = false
    await alarm.getByRole('button', { name: 'Try again' }).click()
    await alarm.waitFor({ state: 'detached' })
    await page.locator('[data-delivery="delivery-2"]').waitFor()
    await failing.close()
  })

  test('on a narrow screen keys mark a row, Enter opens it and Escape leads back', async () => {
    const narrow = await openStagedConsole(browser, service.url, '#/deliveries', {
      viewport: { width: 400, height: 800 },
    })
    await narrow.page.locator('[data-delivery]').first().waitFor()
    await narrow.page.keyboard.press('j')
    await narrow.page.keyboard.press('j')
    expect(await narrow.page.evaluate(() => location.hash)).toBe('#/deliveries')
    await narrow.page.keyboard.press('Enter')
    await narrow.page.getByTestId('delivery-state').waitFor()
    expect(await narrow.page.evaluate(() => location.hash)).toBe('#/deliveries/github/delivery-848')
    await narrow.page.keyboard.press('Escape')
    await narrow.page.locator('[data-delivery]').first().waitFor()
    await narrow.close()
  })
})
