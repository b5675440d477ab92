import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChainTampering } from '../../contract/audit-chain.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ago, stagedChain, stagedLine } from './support/staged-facts.ts'
import { ok, problem, type StagedService } from './support/staged-service.ts'
import { stagedTrail } from './support/staged-trail.ts'

const TAMPERING: ChainTampering = {
  ...{ kind: 'edited' as const, file: 'events.jsonl', line: 20, seq: 20 },
  detail: 'The hash of line 20 is not the one that line 21 names.',
}

const ASKED_BACKWARDS =
  /^GET \/api\/audit\?actor=operator&requests=false&until=2026-01-31T[^&]+&since=2026-01-31T[^&]+&cursor=newest&/

describe('the chain and the query of the audit page', () => {
  let browser: Browser
  let stage: Stage
  let service: StagedService
  let window: ConsoleWindow | null = null
  beforeAll(async () => {
    browser = await launchChromium()
  })
  beforeEach(async () => {
    ;({ stage, service } = await openStage('admin', { lines: stagedTrail('story') }))
  })
  afterEach(async () => {
    await window?.close()
    await service?.close()
  })
  afterAll(async () => {
    await browser?.close()
  })
  const look = async (hash: string, options: object) => {
    window = await openStagedConsole(browser, service.url, hash, { reducedMotion: 'reduce', ...options })
    return window.page
  }
  const push = () =>
    service.push('chain_changed', { seq: 101, ts: ago(0), correlation_id: 'chain', chain: stage.chain })

  test('says when the chain was checked, what came since, and which range is anchored where', async () => {
    const deposit = { state: 'ok', tried_at: ago(3), anchored_at: ago(3), seq: 90, failure: null } as const
    const failure = 'could not resolve host git.example.org'
    stage.chain = stagedChain({
      anchors: [
        { kind: 'folder', place: '/media/usb/heads', ...deposit },
        { kind: 'git', place: 'https://git.example.org/heads.git', ...deposit, seq: 42, state: 'failed', failure },
      ],
    })
    const page = await look('#/audit', {})
    const chain = page.getByRole('region', { name: 'Chain', exact: true })
    await chain.getByText('Chain whole').waitFor()
    await chain.getByText(/95 lines checked 3 min ago, in 0\.4 s · 5 lines since then/).waitFor()
    await chain.getByText(/lines 1 to 90 anchored elsewhere, 1 anchor failed/).waitFor()
    await chain.getByRole('button', { name: 'Head and anchors' }).click()
    const anchors = chain.getByRole('list', { name: 'Anchors' })
    await anchors.getByText('/media/usb/heads').waitFor()
    await anchors.getByText(/^Lines 1 to 42, deposited .+ failed: could not resolve host/).waitFor()
    expect(await barriers(page)).toEqual([])
    expect(window?.complaints).toEqual([])
  })

  test('is checked now when an admin asks for it, with progress, and a broken chain is named in words', async () => {
    service.on('POST /api/audit/verify', () => {
      stage.chain = stagedChain({ state: 'verifying', progress: 0.25 })
      return { status: 202, body: stage.chain }
    })
    const page = await look('#/audit', { colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Verify now' }).click()
    const bar = page.getByRole('progressbar', { name: 'Check of the chain' })
    await becomes(() => bar.getAttribute('value'), '25')
    stage.chain = stagedChain({ state: 'verifying', progress: 0.75 })
    await becomes(() => bar.getAttribute('value'), '75')
    stage.chain = stagedChain({ state: 'broken', last_state: 'broken', lines: null, tampering: TAMPERING })
    const alarm = page.getByRole('alert').filter({ hasText: 'Do not trust the log from here on' })
    await alarm.getByText('a line was edited').waitFor()
    await alarm.getByText('events.jsonl, line 20 (seq 20)').waitFor()
    await alarm.getByText(TAMPERING.detail).waitFor()
    await page.getByText('Chain BROKEN').waitFor()
    await becomes(() => page.getByTestId('announcement').textContent(), 'The chain is broken.')
    expect(await barriers(page)).toEqual([])
    await alarm.getByRole('link', { name: 'Show the lines around it' }).click()
    await page.getByRole('region', { name: 'Line 20 as JSON' }).waitFor()
    expect(await page.evaluate(() => location.hash)).toBe('#/audit?requests=true&at=20')
  })

  test('follows a check that someone else began, on a narrow screen too', async () => {
    const page = await look('#/audit', { viewport: { width: 400, height: 800 } })
    await page.getByText('Chain whole').waitFor()
    stage.chain = stagedChain({ state: 'unverified', last_state: 'unverified', failure: 'The worker died.' })
    push()
    await page.getByText('Chain not verified').waitFor()
    await page.getByRole('alert').filter({ hasText: 'could not be carried out: The worker died.' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
    expect(await barriers(page)).toEqual([])
  })

  test('is not said to be whole when its state cannot be asked for', async () => {
    service.on('GET /api/audit/chain', () => problem('audit_unavailable', 'The log cannot be read.'))
    const page = await look('#/audit', {})
    const chain = page.getByRole('region', { name: 'Chain', exact: true })
    await chain.getByRole('alert').filter({ hasText: 'The log cannot be read.' }).waitFor()
    expect(await page.getByText('Chain whole').count()).toBe(0)
    service.on('GET /api/audit/chain', () => ok(stage.chain))
    await chain.getByRole('button', { name: 'Try again' }).click()
    await chain.getByText('Chain whole').waitFor()
  })

  test('shows the last known state as such while the service is away', async () => {
    const page = await look('#/audit', {})
    await page.getByText('Chain whole').waitFor()
    await service.close()
    await page.getByText(/^last known at \d\d:\d\d:\d\d$/).waitFor()
  })

  test('every filter is in the address and is asked of the service', async () => {
    const page = await look('#/audit', {})
    await page.getByLabel('Actor').fill('operator')
    await page.getByLabel('Actor').press('Enter')
    await page.getByLabel('Since (local time)').fill('2026-01-31T08:00')
    await page.getByLabel('Until (local time)').fill('2026-01-31T12:00')
    await becomes(
      () => page.evaluate(() => location.hash),
      '#/audit?actor=operator&since=2026-01-31T08%3A00&until=2026-01-31T12%3A00',
    )
    const asked = () => service.asked.some((line) => ASKED_BACKWARDS.test(line))
    await becomes(async () => asked(), true)
    await page.reload()
    await becomes(() => page.getByLabel('Actor').inputValue(), 'operator')
  })

  test('pages on in both directions from a line, without a gap or a repetition', async () => {
    const lines = Array.from({ length: 700 }, (_, place) => stagedLine(place + 1, {}))
    service.on('GET /api/audit', ({ query }) => {
      const limit = Number(query.get('limit'))
      const cursor = query.get('cursor')
      const since = query.get('since')
      if (since !== null) {
        const later = lines.filter(({ seq }) => seq > Number(since))
        const items = later.slice(0, limit)
        const next_since = items.length < later.length ? (items.at(-1)?.seq ?? null) : null
        return ok({ items, next_since, older_cursor: null, newer_cursor: null })
      }
      const before = cursor === null ? Number(query.get('until') ?? 700) + 1 : Number(cursor)
      const items = lines.filter(({ seq }) => seq < before).slice(-limit)
      const first = items[0]?.seq ?? 1
      return ok({ items, next_since: null, older_cursor: first > 1 ? String(first) : null, newer_cursor: null })
    })
    const page = await look('#/audit?at=500', {})
    await page.getByRole('region', { name: 'Line 500 as JSON' }).waitFor()
    await page.getByText('Around line 500. There are newer lines than these.').waitFor()
    for (let more = 0; more < 3; more += 1) await page.getByRole('button', { name: 'Show newer lines' }).click()
    await page.getByText('No newer line fits.').waitFor()
    const seen = new Set<number>()
    const scroller = page.getByRole('region', { name: 'Audit lines, newest first' })
    await scroller.evaluate((box) => box.scrollTo({ top: 0 }))
    await page.locator('[data-seq="700"]').waitFor()
    await expect
      .poll(
        async () => {
          const shown = page.locator('[data-seq]')
          const seqs = await shown.evaluateAll((all) => all.map((line) => Number(line.getAttribute('data-seq'))))
          for (const seq of seqs) seen.add(seq)
          await scroller.evaluate((box) => box.scrollBy({ top: 400 }))
          return seen.size
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe(700)
    await page.getByRole('button', { name: 'Go to the newest' }).click()
    await page.locator('[data-seq="700"]').waitFor()
    expect(window?.complaints).toEqual([])
  })
})
