import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RefusedSample, SeenReplay } from '../../contract/delivery.ts'
import { PROBLEMS } from '../../contract/problem.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ago, stagedDelivery, stagedLine } from './support/staged-facts.ts'
import { ok, problem, type StagedService } from './support/staged-service.ts'

const OVERRIDE = String.fromCodePoint(0x202e)
const BODY = `{"id":12345678901234567890,"title":"<img src=x onerror=harm()>${OVERRIDE}x"}`
const headers = { 'x-github-event': 'issues', 'x-hub-signature-256': '(redacted)' }
const body = { text: BODY, encoding: 'utf-8', truncated: false } as const

const sample = (nth: number): RefusedSample => ({
  ...{
    nth,
    received_at: ago(10),
    address: '203.0.113.9',
    correlation_id: `in-${nth}`,
    bytes: 9000,
    headers_dropped: 0,
  },
  headers: { 'x-github-delivery': `forged-${nth}`, ...headers },
  body: nth === 39 ? null : { text: `{"nth":${nth},"x":"${OVERRIDE}<img src=x>`, encoding: 'utf-8', truncated: true },
})
const again = (seq: number): SeenReplay => ({
  ...{ seq, received_at: ago(5), by: 'sender', who: 'github', door: 'webhook', delivery_id: 'delivery-8' },
  ...{ address: '140.82.112.3', headers, headers_dropped: 0, same_body: true },
})

describe('one delivery', () => {
  let browser: Browser
  let stage: Stage
  let service: StagedService
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    ;({ stage, service } = await openStage('admin', {
      deliveries: [
        stagedDelivery(1, { task_ids: ['gh-1'], headers, body, replays: 2, finished_at: ago(298.99) }),
        stagedDelivery(2, { state: 'failed', outcome: null, reason: 'storage_failed', failures: 2, headers, body }),
        stagedDelivery(3, {
          ...{ delivery_id: 'refusal-1', state: 'refused', event: null, assurance: 'none', outcome: null, count: 40 },
          ...{ reason: 'signature_invalid', address: '203.0.113.9', replayable: false, bytes: null, body_sha256: null },
          samples: [40, 39, 38, 37, 36, 1].map((nth) => sample(nth)),
        }),
        stagedDelivery(4, { headers: null, body: null, replayable: false, outcome: 'stale' }),
        stagedDelivery(5, { body: { text: '//79', encoding: 'base64', truncated: false } }),
        stagedDelivery(6, { source: 'telegram', outcome: 'decided', replayable: false, body }),
        stagedDelivery(7, { state: 'open', outcome: null, body }),
        stagedDelivery(8, {
          ...{ replays: 60, headers, body, latest: { outcome: 'unchanged', task_ids: [], finished_at: ago(3) } },
          replays_seen: [
            { ...again(94), by: 'admin', who: `Anna${OVERRIDE}`, door: 'console', headers: null, address: null },
            { ...again(93), delivery_id: 'delivery-other', headers_dropped: 2 },
            { ...again(92), same_body: false },
            again(91),
          ],
        }),
        stagedDelivery(9, {
          ...{ delivery_id: 'refusal-9', state: 'refused', event: null, assurance: 'none', outcome: null },
          ...{ reason: 'signature_invalid', replayable: false, body_sha256: null, headers: null },
        }),
      ],
      lines: [stagedLine(9, { correlation_id: 'c-1', type: 'webhook_received', data: { delivery_id: 'delivery-1' } })],
    }))
    window = await openStagedConsole(browser, service.url, '#/deliveries', {})
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })
  const open = async (id: string, source: string) => {
    await window.page.goto(`${service.url}/#/deliveries/${source}/${id}`)
    await window.page.getByTestId('delivery-state').waitFor()
  }
  const says = (text: string | RegExp) => window.page.getByRole('article').getByText(text).first().waitFor()
  const replay = () => window.page.getByRole('article').getByRole('button', { name: /^(Replay|Try again)$/ })
  const bodyText = () => window.page.getByRole('region', { name: 'Body of the delivery' }).textContent()

  test('shows its body as inert text, exactly as it came, and marks the secrets that were never written down', async () => {
    await open('delivery-1', 'github')
    expect(await bodyText()).toBe('{\n  "id": 12345678901234567890,\n  "title": "<img src=x onerror=harm()>U+202Ex"\n}')
    await window.page.getByLabel('As it came').check()
    expect(await bodyText()).toBe(BODY.replace(OVERRIDE, 'U+202E'))
    expect(await window.page.getByRole('main').locator('img').count()).toBe(0)
    await says('redacted')
    await says('It came 2 more times; nothing was done twice.')
    await says('A signature over its exact bytes was verified')
    expect(await window.page.content()).not.toContain(OVERRIDE)
  })

  test('leads to its task, and to everything in the audit log that it led to', async () => {
    const facts = window.page.getByRole('complementary', { name: 'Facts' })
    expect(await facts.getByRole('link', { name: 'gh-1' }).getAttribute('href')).toBe('#/tasks/gh-1')
    await facts.getByRole('link', { name: 'Everything that it led to' }).click()
    await window.page.locator('[data-seq="9"]').filter({ hasText: 'webhook_received' }).waitFor()
    expect(await window.page.evaluate(() => location.hash)).toBe('#/audit?correlation_id=c-1')
    await window.page.getByRole('button', { name: 'Show every correlation id' }).click()
    expect(await window.page.evaluate(() => location.hash)).toBe('#/audit')
  })

  test('a dead letter says why and what helps, and is tried again after a question', async () => {
    let tries = 0
    service.on('POST /api/deliveries/*', ({ path }) => {
      tries += 1
      expect(path).toBe('/api/deliveries/github/delivery-2/replay')
      if (tries === 1) return problem('storage_failed', 'No space left on device.')
      stage.deliveries = stage.deliveries.map((each) =>
        each.seq === 2
          ? { ...each, state: 'accepted', outcome: 'task_updated', task_ids: ['gh-2'], reason: null }
          : each,
      )
      return ok({
        delivery_id: 'delivery-2',
        event: 'issues',
        outcome: 'task_updated',
        task_ids: ['gh-2'],
        replayed: false,
      })
    })
    await open('delivery-2', 'github')
    await says(`Dead letter: ${PROBLEMS.storage_failed.title}`)
    await says(PROBLEMS.storage_failed.remedy)
    await replay().click()
    const dialog = window.page.getByRole('dialog', { name: 'Try this delivery again?' })
    await dialog.getByText('What was done before it failed is not done again; the rest is.').waitFor()
    await dialog.getByText('If a task holds something newer by now, this one is recorded and not applied.').waitFor()
    expect(await barriers(window.page)).toEqual([])
    expect(tries).toBe(0)
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByText('No space left on device.').waitFor()
    await dialog.getByRole('button', { name: 'Try again' }).click()
    const done = window.page.getByRole('dialog', { name: 'The delivery was carried out' })
    await done.getByRole('status').filter({ hasText: 'Changed a task' }).waitFor()
    expect(await done.getByRole('link', { name: 'gh-2' }).getAttribute('href')).toBe('#/tasks/gh-2')
    await done.getByRole('button', { name: 'Close' }).click()
    await becomes(() => window.page.getByTestId('delivery-state').textContent(), 'Accepted')
  })

  test('a replay of what was carried out says that nothing happens twice', async () => {
    await open('delivery-1', 'github')
    await replay().click()
    const dialog = window.page.getByRole('dialog', { name: 'Carry this delivery out again?' })
    await dialog.getByText('carrying it out twice changes nothing').waitFor()
    await window.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(service.asked.filter((ask) => ask.includes('delivery-1/replay'))).toEqual([])
  })

  test('a refused one says how often, from where and why, and shows those that are kept as inert text', async () => {
    await open('refusal-1', 'github')
    const rows = () => window.page.getByRole('article').getByRole('button', { name: /^(No\. \d+|First) / })
    await says('6 of 40 kept')
    expect(await rows().count()).toBe(4)
    await says('forged-40')
    expect(await window.page.getByRole('region', { name: 'Body of no. 40' }).textContent()).toContain(
      'U+202E<img src=x>',
    )
    await rows().nth(1).click()
    await says('Its body was not read: it was refused before.')
    await window.page.getByRole('button', { name: 'Show 2 more' }).click()
    await rows().last().click()
    await says('forged-1')
    await rows().first().click()
    await window.page.getByRole('region', { name: 'Body of no. 40' }).waitFor({ state: 'detached' })
    expect(await barriers(window.page)).toEqual([])
    await says(PROBLEMS.signature_invalid.title)
    await says('40 deliveries of this kind came in a row from there. None of them was carried out.')
    await says('203.0.113.9')
    await says('Only the beginning is shown: no more of it was kept.')
    await says('The sender can deliver it again.')
    expect(await replay().isDisabled()).toBe(true)
  })

  test('lists each time that it came again: from where, with what, and who had it carried out', async () => {
    await open('delivery-8', 'github')
    const list = window.page.getByRole('region', { name: 'Again (60)' })
    await says('It came 59 more times and was carried out again on request; nothing was done twice.')
    await says(/^The last time it was carried out, .*: The task said the same already\.$/)
    await list.getByText('the latest 4 are listed').waitFor()
    await list.getByText('Replayed by AnnaU+202E in the console').waitFor()
    await list.getByText('body spelled differently').waitFor()
    await list
      .getByRole('button', { name: /^Sent again/ })
      .first()
      .click()
    await list.getByText('It came under another id: delivery-other').waitFor()
    await list.getByText('2 more were too long to be kept.').waitFor()
    await list.getByRole('button', { name: 'Show 1 more' }).click()
    expect(await list.getByRole('button', { name: /^Sent again/ }).count()).toBe(3)
    expect(await barriers(window.page)).toEqual([])
    expect(await window.page.content()).not.toContain(OVERRIDE)
  })

  test('what is no longer kept, what is no text, what waits and what was a decision each say so', async () => {
    await open('delivery-4', 'github')
    await says('Older than what the task holds: recorded, not applied')
    await says('The body is no longer kept')
    await says('The headers are no longer kept.')
    expect(await replay().isDisabled()).toBe(true)
    await open('delivery-5', 'github')
    await says('It is not text in UTF-8: shown in base64.')
    await open('delivery-6', 'telegram')
    await says('It was a command or a decision from afar')
    await open('delivery-7', 'github')
    await says('Claimed; not carried out yet')
    await open('refusal-9', 'github')
    await says('None of them is kept any more')
    await window.page.goto(`${service.url}/#/deliveries/github/nowhere`)
    await window.page.getByText('delivery_not_found').waitFor()
    await window.page.getByRole('button', { name: 'Back to the list' }).click()
    await window.page.getByRole('heading', { name: 'No delivery is open' }).waitFor()
  })

  test('who may only read sees everything and replays nothing', async () => {
    const { service: other } = await openStage('observer', { deliveries: [stagedDelivery(1, { headers, body })] })
    const reader = await openStagedConsole(browser, other.url, '#/deliveries/github/delivery-1', {})
    await reader.page.getByText('This session may only read.').waitFor()
    expect(await reader.page.getByRole('button', { name: 'Replay' }).isDisabled()).toBe(true)
    await reader.close()
    await other.close()
  })
})
