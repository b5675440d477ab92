import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProofExport } from '../../contract/audit-chain.ts'
import type { PushedEvent } from '../../contract/events.ts'
import type { EvidencePackage } from '../../contract/evidence.ts'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { recordedVideo } from '../support/recorded-video.ts'
import { barriers } from './support/barriers.ts'
import { openStage, type Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ago, shaOf, stagedPackage, stagedTask } from './support/staged-facts.ts'
import type { StagedService } from './support/staged-service.ts'

const PICTURE = join(import.meta.dirname, '../../docs/images/console.png')

describe('the evidence of a task', () => {
  let browser: Browser
  let stage: Stage
  let service: StagedService
  let window: ConsoleWindow
  let task: TaskDetail
  let words: Uint8Array
  let whole: EvidencePackage
  beforeAll(async () => {
    browser = await launchChromium()
    words = new TextEncoder().encode('Publish the notes before Friday.')
    const picture = new Uint8Array(await readFile(PICTURE))
    const ref = (package_id: string, artifacts: number) => ({
      package_id,
      manifest_sha256: shaOf(package_id),
      artifacts,
      captured_at: ago(5),
    })
    task = stagedTask({ task_id: 'with-proof', evidence: [ref('telegram-1', 1), ref('telegram-1-photo', 1)] })
    const log = new TextEncoder().encode(`<script>alert(1)</script>\n${'One line of a long log.\n'.repeat(20_000)}`)
    const recording = await recordedVideo(browser)
    whole = stagedPackage(task, 'telegram-1', { 'request.txt': words, 'build.txt': log })
    ;({ stage, service } = await openStage('admin', {
      tasks: [task],
      evidence: [whole, stagedPackage(task, 'telegram-1-photo', { 'photo.png': picture, 'screen.webm': recording })],
      files: new Map([
        ['telegram-1/request.txt', words],
        ['telegram-1/build.txt', log],
        ['telegram-1-photo/screen.webm', recording],
        ['telegram-1-photo/photo.png', picture],
      ]),
    }))
    window = await openStagedConsole(browser, service.url, '#/tasks/with-proof', {
      acceptDownloads: true,
      reducedMotion: 'reduce',
    })
    await kept('telegram-1').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })
  const kept = (name: string) => window.page.getByRole('article', { name: `Evidence package ${name}`, exact: true })
  const again = () => window.page.getByRole('button', { name: 'Check again' }).click()

  test('is listed with hash, size, type and source of every file, and when it was checked', async () => {
    const file = kept('telegram-1').getByTestId('artifact').filter({ hasText: 'request.txt' })
    for (const text of ['request.txt', `${shaOf(words).slice(0, 12)}…`])
      await file.getByText(text, { exact: true }).waitFor()
    await file.getByText('text/plain · 32 bytes').waitFor()
    await file.getByText('telegram:message').waitFor()
    await kept('telegram-1').getByText('whole', { exact: true }).waitFor()
    expect(await window.page.getByTestId('evidence-mark').count()).toBe(0)
    await window.page.getByText(/^checked at \d\d:\d\d:\d\d$/).waitFor()
    expect(await barriers(window.page)).toEqual([])
  })

  test('says where its files lie in the data root, to be copied: a browser cannot open a folder', async () => {
    const path = `audit/evidence/${whole.correlation_id}/telegram-1`
    await kept('telegram-1').getByText(path, { exact: true }).waitFor()
    expect(await window.page.getByRole('button', { name: 'Open folder' }).count()).toBe(0)
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await kept('telegram-1').getByRole('button', { name: 'Copy the folder of telegram-1' }).click()
    await kept('telegram-1').getByRole('button', { name: 'Copied' }).waitFor()
    expect(await window.page.evaluate(() => navigator.clipboard.readText())).toBe(path)
  })

  test('a picture is shown in the page at once, and can be put away', async () => {
    const picture = kept('telegram-1-photo').getByRole('img', { name: 'Evidence photo.png' })
    await picture.waitFor()
    await becomes(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0), true)
    await kept('telegram-1-photo').getByRole('button', { name: 'Hide photo.png' }).click()
    await picture.waitFor({ state: 'detached' })
    expect(window.complaints).toEqual([])
  })

  test('a recording that is too large to be held in the page is played as it comes', async () => {
    const [large] = stage.evidence.filter(({ package_id }) => package_id === 'telegram-1-photo')
    const film = large?.artifacts.find(({ path }) => path === 'screen.webm')
    if (film === undefined) throw new Error('no recording')
    const { bytes } = film
    Object.assign(film, { bytes: 65 * 1024 * 1024, parent_sha256: shaOf(words), partial: true })
    await again()
    const photo = kept('telegram-1-photo')
    await photo.getByText('partial', { exact: true }).waitFor()
    await photo.getByRole('button', { name: 'Show screen.webm' }).click()
    const video = photo.getByLabel('Evidence screen.webm', { exact: true })
    await becomes(() => video.evaluate((player) => (player as HTMLVideoElement).videoWidth), 32)
    await photo.getByText('Hashed by the service before it is played').waitFor()
    await photo.getByRole('button', { name: /^Made from/ }).click()
    await becomes(() => window.page.evaluate(() => document.activeElement?.getAttribute('data-artifact')), shaOf(words))
    await photo.getByRole('button', { name: 'Hide screen.webm' }).click()
    Object.assign(film, { bytes, parent_sha256: undefined, partial: undefined })
    await again()
    await photo.getByText('partial', { exact: true }).waitFor({ state: 'detached' })
    expect(window.complaints).toEqual([])
  })

  test('all files of a task are hashed again on a press, and what came of it is said', async () => {
    const of = { task_id: task.task_id }
    const running = { of, started_at: ago(0), packages: 1, bytes: 100, fraction: 0.5 }
    service.on('POST /api/evidence/verify', () => ({ status: 202, body: { running, last: null } }))
    await window.page.getByRole('button', { name: 'Verify every file' }).click()
    const verify = window.page.getByTestId('verify')
    await verify.getByRole('progressbar').waitFor()
    const counts = { packages: 2, artifacts: 4, bytes: 200, left_out: 0, missing: [] }
    const doubtful = { correlation_id: 'c', package_id: 'telegram-1', problems: ['request.txt is another file.'] }
    const last = { of, failure: null, started_at: ago(0), finished_at: ago(0), ...counts, altered: [doubtful] }
    const verification = { running: null, last: { ...last, state: 'altered' } }
    const seq = { seq: 900, ts: ago(0), correlation_id: 'c' }
    service.push('evidence_verify_progress', { ...seq, verification } as PushedEvent<'evidence_verify_progress'>)
    await verify.getByText('Not whole').waitFor()
    await verify.getByText('request.txt is another file.').waitFor()
    expect(await barriers(window.page)).toEqual([])
  })

  test('a log is read in the page, as mere text, the rest of a long one when asked for', async () => {
    await kept('telegram-1').getByRole('button', { name: 'Show build.txt' }).click()
    const text = kept('telegram-1').getByRole('region', { name: 'Evidence build.txt' })
    await text.getByText('<script>alert(1)</script>').waitFor()
    await kept('telegram-1')
      .getByText(/^The first .+ of .+\.$/)
      .waitFor()
    const first = (await text.innerText()).length
    await kept('telegram-1').getByRole('button', { name: 'Show more' }).click()
    await becomes(async () => (await text.innerText()).length > first, true)
    await kept('telegram-1').getByRole('button', { name: 'Hide build.txt' }).click()
    await text.waitFor({ state: 'detached' })
  })

  test('a recording is played in the page, from the bytes that were hashed', async () => {
    await kept('telegram-1-photo').getByRole('button', { name: 'Show screen.webm' }).click()
    const video = kept('telegram-1-photo').locator('video[aria-label="Evidence screen.webm"]')
    await becomes(() => video.evaluate((element) => (element as HTMLVideoElement).videoWidth), 32)
    expect(window.complaints).toEqual([])
  })

  test('a file is saved byte for byte', async () => {
    const saving = window.page.waitForEvent('download')
    await kept('telegram-1').getByRole('button', { name: 'Save request.txt' }).click()
    const download = await saving
    expect(download.suggestedFilename()).toBe('telegram-1-request.txt')
    expect(new Uint8Array(await readFile(await download.path()))).toEqual(words)
  })

  test('is exported as a proof of the task', async () => {
    const made: ProofExport = {
      ...{ proof_id: 'p-1', subject: { kind: 'task', id: 'with-proof' }, folder: '/data/proofs/p-1', files: 9 },
      ...{ bytes: 9_000, lines: 4, first_seq: 3, last_seq: 9, head_seq: 12, anchored_seq: null },
      doubtful: [{ correlation_id: 'c', package_id: 'telegram-1', problems: ['request.txt was altered'] }],
      ...{ manifest_sha256: shaOf('m'), key_fingerprint: shaOf('k') },
    }
    service.on('POST /api/tasks/with-proof/proof', () => ({ status: 201, body: made }))
    await window.page.getByRole('button', { name: 'Export proof' }).click()
    const dialog = window.page.getByRole('dialog', { name: 'Export proof' })
    await dialog.getByRole('button', { name: 'Write the folder' }).click()
    await dialog.getByText('/data/proofs/p-1').waitFor()
    await dialog.getByText('none of these lines was deposited elsewhere before').waitFor()
    await dialog.getByText('This proves less than it should').waitFor()
    await dialog.getByText('Not what was recorded: telegram-1.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(window.complaints).toEqual([])
  })

  test('a file that is not what was recorded is neither shown nor saved', async () => {
    stage.files.set('telegram-1/request.txt', new TextEncoder().encode('Publish the notes before Monday.'))
    let saved = 0
    window.page.on('download', () => {
      saved += 1
    })
    await kept('telegram-1').getByRole('button', { name: 'Save request.txt' }).click()
    await kept('telegram-1').getByRole('alert').filter({ hasText: 'The evidence is not what was recorded' }).waitFor()
    stage.files.delete('telegram-1/request.txt')
    await kept('telegram-1').getByRole('button', { name: 'Save request.txt' }).click()
    await kept('telegram-1').getByRole('alert').filter({ hasText: 'request.txt differs from its manifest.' }).waitFor()
    expect(saved).toBe(0)
  })

  test('an altered package raises an alarm that says what does not fit', async () => {
    const problems = ['request.txt has another sha256 than its manifest says.']
    stage.evidence = [{ ...whole, state: 'altered', problems }, ...stage.evidence.slice(1)]
    await again()
    const alarm = kept('telegram-1').getByRole('alert').first()
    await alarm.filter({ hasText: 'Do not trust this evidence' }).waitFor()
    await alarm.getByText('request.txt has another sha256 than its manifest says.').waitFor()
    await kept('telegram-1').getByText('BROKEN', { exact: true }).waitFor()
    await kept('telegram-1').getByText('BROKEN: not what was recorded', { exact: true }).waitFor()
    await window.page.getByTestId('evidence-mark').filter({ hasText: 'evidence altered or missing' }).waitFor()
    await window.page.keyboard.press('a')
    await window.page.getByRole('dialog').getByText('Evidence of this task is altered or missing').waitFor()
    await window.page.keyboard.press('Escape')
    expect(await barriers(window.page)).toEqual([])
  })

  test('another package in its place, and one that is gone, are no calm either', async () => {
    stage.evidence = [{ ...whole, manifest_sha256: shaOf('another') }]
    await again()
    await kept('telegram-1').getByText('Another package was put in its place').waitFor()
    await window.page.getByText('Evidence is missing').waitFor()
    await window.page.getByText('telegram-1-photo').waitFor()
  })
})
