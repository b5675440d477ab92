import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EvidencePackage } from '../../contract/evidence.ts'
import type { JsonObject } from '../../contract/json-object.ts'
import type { ToolRun } from '../../contract/tool.ts'
import { launchChromium } from '../support/chromium.ts'
import { recordedVideo } from '../support/recorded-video.ts'
import { openAirlockWorld, PIER } from './support/airlock-world.ts'
import { barriers } from './support/barriers.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { stagedAccount, VIDEO } from './support/staged-airlock.ts'
import { stagedApproval, stagedRun } from './support/staged-approvals.ts'
import { ago, shaOf, stagedPackage } from './support/staged-facts.ts'

let browser: Browser
let recording: Uint8Array
let staged: Awaited<ReturnType<typeof openAirlockWorld>>
let window: ConsoleWindow
beforeAll(async () => {
  browser = await launchChromium()
  recording = await recordedVideo(browser)
})
afterAll(() => browser?.close())
beforeEach(async () => {
  staged = await openAirlockWorld(recording, () => stagedAccount({}))
})
afterEach(async () => {
  await window.close()
  await staged.service.close()
})

const open = async () => {
  const hash = `#/airlock/pier/${shaOf(recording)}`
  window = await openStagedConsole(browser, staged.service.url, hash, { reducedMotion: 'reduce' })
}
const page = () => window.page
const step = (name: string) => page().getByRole('region', { name, exact: true })
const button = (name: string) => page().getByRole('button', { name, exact: true })

const ABOUT = { title: 'The pier', description: '', category_id: '19', made_for_kids: false }
const uploadOf = (given: Partial<ToolRun>): ToolRun => {
  const args = { artifact_sha256: shaOf(recording), ...ABOUT }
  const call = { tool: 'youtube.upload', args, side_effect_level: 'external_publish', task_id: 'pier' } as const
  return stagedRun(2, call, { correlation_id: 'corr-pier', ...given })
}

test('words that were typed after others were sent are not told as what was sent', async () => {
  await open()
  await page().getByLabel('Title').fill('Typed and never sent')
  const run = uploadOf({ call_id: 'call-elsewhere', result: { ...VIDEO, privacy: 'private' } })
  staged.stage.runs = [run]
  staged.service.push('tool_call_done', { seq: 700, ts: ago(0), correlation_id: 'corr-pier', task_id: 'pier', run })
  await page().getByTestId('video-link').waitFor()
  await page().getByText('As it was approved and sent.').waitFor()
  expect(await page().getByLabel('Title').inputValue()).toBe('The pier')
  expect(await page().getByText('Typed and never sent').count()).toBe(0)
  await page().getByLabel('The upload').waitFor()
})

test('a failed upload that left a video: nobody is told that it is private, and it can be taken back both ways', async () => {
  const failure = { error_code: 'youtube_not_as_sent', detail: 'The video is public.', remediation_hint: 'Look.' }
  // The newest attempt was refused and left nothing.
  staged.stage.runs = [
    uploadOf({ call_id: 'call-again', state: 'denied', reason: 'The policy denies it.', started_at: ago(1) }),
    uploadOf({ call_id: 'call-up', state: 'failed', failure }),
  ]
  const left = stagedPackage(PIER, 'call-up', { 'upload.json': new TextEncoder().encode('{}') }) as EvidencePackage
  const [artifact] = left.artifacts
  if (artifact === undefined) throw new Error('no artifact')
  Object.assign(artifact, { link: VIDEO.link, partial: true })
  staged.world.evidence = [...staged.world.evidence, left]
  await open()
  const shown = step('Who sees it')
  await shown.getByText('Who sees it is not known.').waitFor()
  await shown.getByText('The video is public.').waitFor()
  expect(await shown.getByText(/Private/).count()).toBe(0)
  expect(await shown.getByRole('button', { name: /Make it/ }).count()).toBe(0)
  await shown.getByRole('button', { name: 'Take it back: make it private…' }).waitFor()
  await shown.getByRole('button', { name: 'Take it back: delete it…' }).click()
  await becomes(async () => staged.airlock.sent.length, 1)
  expect(staged.airlock.sent[0]?.args).toEqual({ how: 'delete', video_id: VIDEO.video_id, upload_call_id: 'call-up' })
  await page().getByText('An upload of this file left a video already').waitFor()
  expect(await barriers(page())).toEqual([])
})

test('an upload that an agent asked for is decided here, and sent by the agent alone', async () => {
  const waiting = uploadOf({ call_id: 'call-agent', state: 'denied', approval_id: 'ap-0000000000000009' })
  const { args } = JSON.parse(waiting.subject) as { args: JsonObject }
  const call = { tool: 'youtube.upload', args, side_effect_level: 'external_publish', task_id: 'pier' } as const
  const approval = stagedApproval(9, call, { requested_by: 'codex' })
  staged.stage.approvals = [approval]
  staged.stage.runs = [waiting]
  await open()
  await page().getByTestId('of-another').getByText('codex').waitFor()
  staged.airlock.approve()
  await page().getByTestId('of-another').getByText('can use it now').waitFor()
  expect(await button('Upload it now, as approved').count()).toBe(0)
})
