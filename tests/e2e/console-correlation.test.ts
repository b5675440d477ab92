import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ProofExport } from '../../contract/audit-chain.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { shaOf, stagedLine, stagedTask } from './support/staged-facts.ts'
import { problem, type StagedService } from './support/staged-service.ts'
import { stagedTrail } from './support/staged-trail.ts'

const MADE: ProofExport = {
  ...{ proof_id: 'p-1', subject: { kind: 'correlation', id: 'story' }, folder: '/data/audit/proofs/p-1', files: 17 },
  ...{ bytes: 48_211, lines: 14, first_seq: 11, last_seq: 24, head_seq: 100, anchored_seq: 20, doubtful: [] },
  ...{ manifest_sha256: shaOf('manifest'), key_fingerprint: shaOf('key') },
}

describe('the page of one correlation', () => {
  let browser: Browser
  let service: StagedService
  let observed: StagedService
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    const many = Array.from({ length: 450 }, (_, place) => stagedLine(place + 1, { correlation_id: 'long' }))
    const tasks = [stagedTask({ task_id: 'task-story', correlation_id: 'story' })]
    const lines = [...stagedTrail('story'), ...many]
    ;({ service } = await openStage('admin', { tasks, lines }))
    ;({ service: observed } = await openStage('observer', { tasks, lines }))
  })
  afterEach(async () => {
    await window?.close()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
    await observed?.close()
  })
  const look = async (hash: string, options: object) => {
    window = await openStagedConsole(browser, service.url, hash, { reducedMotion: 'reduce', ...options })
    return window.page
  }
  const nodes = () => window.page.getByRole('region', { name: 'Graph' }).locator('[data-node]')

  test('draws the whole link, and each node leads to its page and to its line', async () => {
    const page = await look('#/correlation/story?look=graph', {})
    await becomes(() => nodes().count(), 12)
    const call = page.locator('[data-node="tool_call:call-publish"]')
    await call.getByText('done').waitFor()
    expect(await call.textContent()).toContain('Approval Publish notes.md at docs allowed this')
    expect(await call.getByRole('link').first().getAttribute('href')).toBe('#/tasks/task-story')
    const approval = page.locator('[data-node="approval:ap-00000000000000a1"]')
    expect(await approval.getByRole('link').first().getAttribute('href')).toBe('#/approvals/ap-00000000000000a1')
    expect(await barriers(page)).toEqual([])

    await call.getByRole('link', { name: 'Line 22' }).click()
    await page.getByRole('region', { name: 'Line 22 as JSON' }).waitFor()
    await becomes(() => page.locator('[data-seq="22"]').evaluate((line) => line === document.activeElement), true)
    expect(await barriers(page)).toEqual([])
    await page.goBack()
    await becomes(() => nodes().count(), 12)
    expect(window.complaints).toEqual([])
  })

  test('is walked by keys alone, in the order of the drawing', async () => {
    const page = await look('#/correlation/story?look=graph', {})
    await nodes().first().getByRole('link').first().focus()
    const reached: (string | null)[] = []
    for (let step = 0; step < 24; step += 1) {
      reached.push(
        await page.evaluate(
          () => document.activeElement?.closest('[data-node]')?.getAttribute('data-node')?.split(':')[0] ?? null,
        ),
      )
      await page.keyboard.press('Tab')
    }
    expect(reached.filter((_, step) => step % 2 === 0)).toEqual([
      ...['message', 'delivery', 'task', 'approval', 'tool_call', 'tool_call', 'tool_call'],
      ...['evidence', 'artifact', 'reply', 'decision', 'decision'],
    ])
  })

  test('says the same in words, also on a narrow dark screen', async () => {
    const page = await look('#/correlation/story?look=graph', {
      ...{ viewport: { width: 400, height: 800 }, colorScheme: 'dark' },
    })
    const words = page.getByRole('list', { name: 'The graph in words' })
    await becomes(() => words.getByRole('listitem').count(), 12)
    await words.getByText('Task task-story was answered by this').waitFor()
    await words.getByText('failed', { exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
    expect(await barriers(page)).toEqual([])
  })

  test('tells the lines in their order, under the things that they are about', async () => {
    const page = await look('#/correlation/story', {})
    const lines = page.locator('[data-seq]')
    await becomes(() => lines.count(), 14)
    const seqs = await lines.evaluateAll((all) => all.map((line) => Number(line.getAttribute('data-seq'))))
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    const groups = page.getByRole('list', { name: 'Timeline, oldest first' }).locator('> li')
    expect(await groups.nth(6).textContent()).toContain('Publish notes.md at docs')
    await page.getByRole('link', { name: 'Graph' }).click()
    await becomes(() => nodes().count(), 12)
    await page.getByRole('link', { name: 'Its lines in the log' }).click()
    expect(await page.evaluate(() => location.hash)).toBe('#/audit?correlation_id=story')
  })

  test('of very many lines shows the newest, earlier ones when asked for, and the one that was linked to', async () => {
    let page = await look('#/correlation/long', {})
    await becomes(() => page.locator('[data-seq]').count(), 200)
    await page.getByRole('button', { name: 'Show earlier lines (250 more)' }).click()
    await becomes(() => page.locator('[data-seq]').count(), 450)
    await window.close()
    page = await look('#/correlation/long?seq=30', {})
    await page.getByRole('region', { name: 'Line 30 as JSON' }).waitFor()
    await becomes(() => page.locator('[data-seq="30"]').evaluate((line) => line === document.activeElement), true)
  })

  test('exports a proof, says where it is and how to check it', async () => {
    service.on('POST /api/audit/story/proof', () => problem('proof_not_possible', 'Line 12 was edited.'))
    const page = await look('#/correlation/story', {})
    await page.getByRole('button', { name: 'Export proof' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export proof' })
    await dialog.getByRole('button', { name: 'Write the folder' }).click()
    await dialog.getByRole('alert').filter({ hasText: 'Line 12 was edited.' }).waitFor()
    service.on('POST /api/audit/story/proof', () => ({ status: 201, body: MADE }))
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByText('/data/audit/proofs/p-1').waitFor()
    await dialog.getByText('node verify.mjs', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Copy the command' }).waitFor()
    await dialog.getByText('the lines up to 20 were deposited elsewhere before, the later ones not').waitFor()
    await becomes(
      () => dialog.getByRole('button', { name: 'Close' }).evaluate((b) => b === document.activeElement),
      true,
    )
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('offers no export to an observer', async () => {
    window = await openStagedConsole(browser, observed.url, '#/correlation/story', {})
    await becomes(() => window.page.locator('[data-seq]').count(), 14)
    expect(await window.page.getByRole('button', { name: 'Export proof' }).count()).toBe(0)
  })

  test('says so when nothing is recorded under the id, and when it cannot be read', async () => {
    service.on('GET /api/audit/nobody', () => problem('correlation_not_found', 'Nothing.'))
    service.on('GET /api/audit/torn', () => problem('audit_unavailable', 'The log cannot be read.'))
    let page = await look('#/correlation/nobody', {})
    await page.getByRole('heading', { name: 'Nothing is recorded under this correlation id' }).waitFor()
    await window.close()
    page = await look('#/correlation/torn', {})
    await page.getByRole('alert').filter({ hasText: 'The log cannot be read.' }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
  })
})
