import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Account } from '../../contract/account.ts'
import type { EvidencePackage } from '../../contract/evidence.ts'
import { launchChromium } from '../support/chromium.ts'
import { recordedVideo } from '../support/recorded-video.ts'
import { openAirlockWorld, PIER } from './support/airlock-world.ts'
import { barriers } from './support/barriers.ts'
import type { Stage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import type { GovernanceStage } from './support/governance-stage.ts'
import { type AirlockStage, stagedAccount, VIDEO } from './support/staged-airlock.ts'
import { ago, shaOf, stagedPackage } from './support/staged-facts.ts'
import { ok, type StagedService } from './support/staged-service.ts'

let browser: Browser
let recording: Uint8Array
let world: Stage
let service: StagedService
let stage: GovernanceStage
let airlock: AirlockStage
let account: Account
let window: ConsoleWindow
beforeAll(async () => {
  browser = await launchChromium()
  recording = await recordedVideo(browser)
})
afterAll(() => browser?.close())

beforeEach(async () => {
  account = stagedAccount({})
  ;({ service, world, stage, airlock } = await openAirlockWorld(recording, () => account))
})
afterEach(async () => {
  await window.close()
  await service.close()
})

const open = async (hash: string, options = {}) => {
  window = await openStagedConsole(browser, service.url, hash, { reducedMotion: 'reduce', ...options })
}
const page = () => window.page
const step = (name: string) => page().getByRole('region', { name, exact: true })
const stateOf = (name: string) => page().locator(`[data-step=${name}]`).getAttribute('data-state')
const button = (name: string) => page().getByRole('button', { name, exact: true })

async function fillIn(): Promise<void> {
  await page().getByLabel('Title').fill('The pier at low tide')
  await page().getByLabel('Description').fill('Filmed from the lamp.')
  await page().getByLabel('Category').selectOption('19')
  await page().getByLabel('Made for children').selectOption('false')
  await page().getByLabel('Tags').fill('sea, pier')
}

test('from the evidence to a video that others see, each step countersigned, and the same after every reload', async () => {
  await open('#/tasks/pier')
  await page().getByRole('link', { name: 'Publish to YouTube…' }).click()
  await step('The file').getByText('screen.webm').waitFor()
  await becomes(() => stateOf('upload'), 'later')
  await fillIn()
  expect(await button('Ask for approval').isDisabled()).toBe(true)
  await button('Check it').click()
  await step('Check before asking').getByText('The channel is Pier Cam.').waitFor()
  await page().locator('[data-check=project]').getByText('Mind this').waitFor()
  expect(await barriers(page())).toEqual([])

  await button('Ask for approval').click()
  await page().getByTestId('approval-wait').getByText('Waiting').waitFor()
  await becomes(() => stateOf('upload'), 'waits')
  expect(airlock.sent.at(-1)).toMatchObject({
    ...{ tool: 'youtube.upload', task_id: 'pier', correlation_id: 'corr-pier' },
    args: {
      ...{ artifact_sha256: shaOf(recording), title: 'The pier at low tide', description: 'Filmed from the lamp.' },
      ...{ category_id: '19', made_for_kids: false, tags: ['sea', 'pier'] },
    },
  })

  // A reload shows the same: the words and the approval are read out of the calls.
  await page().reload()
  await page().getByTestId('approval-wait').getByText('Waiting').waitFor()
  expect(await page().getByLabel('Title').inputValue()).toBe('The pier at low tide')
  expect(await button('Upload it now, as approved').isDisabled()).toBe(true)
  airlock.approve()
  await becomes(() => button('Upload it now, as approved').isEnabled(), true)
  await button('Upload it now, as approved').click()
  await step('Approval and upload').getByRole('progressbar').waitFor()
  const [running] = stage.runs
  const progress = {
    call_id: running?.call_id ?? '',
    tool: 'youtube.upload',
    fraction: 0.5,
    words: 'Half of it is there',
  }
  service.push('tool_progress', { seq: 600, ts: ago(0), correlation_id: 'corr-pier', task_id: 'pier', progress })
  await step('Approval and upload').getByText('Half of it is there').waitFor()
  expect(await page().getByLabel('Title').isDisabled()).toBe(true)

  airlock.end({ result: { ...VIDEO, privacy: 'private' } })
  await page().getByTestId('video-link').getByText(VIDEO.link).waitFor()
  await step('Who sees it').getByText('Private: only the channel itself sees it.').waitFor()
  await button('Make it unlisted…').click()
  await step('Who sees it').getByTestId('approval-wait').waitFor()
  airlock.approve()
  await becomes(() => button('Make it unlisted now, as approved').isEnabled(), true)
  await button('Make it unlisted now, as approved').click()
  await step('Who sees it').getByRole('progressbar').waitFor()
  airlock.end({ result: { ...VIDEO, privacy: 'unlisted' } })
  await step('Who sees it').getByText('Unlisted: whoever has the link sees it.').waitFor()
  await page().reload()
  await step('Who sees it').getByText('Unlisted: whoever has the link sees it.').waitFor()
  await button('Take it back: delete it…').waitFor()
  expect(await barriers(page())).toEqual([])
  const unasked = window.complaints.filter((text) => !text.includes('status of 403'))
  expect(unasked).toEqual([])
})

test('words that were changed after the approval was asked for need another one', async () => {
  await open(`#/airlock/pier/${shaOf(recording)}`)
  await fillIn()
  await button('Check it').click()
  await step('Check before asking').getByText('The channel is Pier Cam.').waitFor()
  await button('Ask for approval').click()
  await page().getByTestId('approval-wait').waitFor()
  await page().getByLabel('Title').fill('Another title')
  await page().getByText('An approval waits for other words').waitFor()
  await page().getByText('The words were changed since the last check').waitFor()
  expect(await page().getByTestId('approval-wait').count()).toBe(0)
  expect(await button('Ask for approval again').isDisabled()).toBe(true)
})

test('parts are covered with keys alone, and the way goes on with the covered file', async () => {
  await open(`#/airlock/pier/${shaOf(recording)}`)
  await button('Draw on it…').click()
  await button('Add a rectangle').click()
  const rectangle = page().getByRole('button', { name: /^Rectangle 1:/ })
  await rectangle.focus()
  await page().keyboard.press('ArrowLeft')
  await page().getByLabel('from top').fill('2')
  expect(await barriers(page())).toEqual([])
  await button('Cover these parts').click()
  await becomes(async () => airlock.sent.length, 1)
  expect(airlock.sent[0]).toMatchObject({
    tool: 'screen.redact',
    args: { artifact_sha256: shaOf(recording), color: '#000000', regions: [{ x: 5, y: 2, width: 6, height: 3 }] },
  })
  cover(new Uint8Array([...recording, 0]))
  await page().reload()
  await page().getByRole('link', { name: 'Go on with redacted.webm' }).click()
  await becomes(() => stateOf('redact'), 'done')
  await step('The file').getByText('redacted.webm').waitFor()
})

/** As the service keeps what screen.redact made of the recording. */
function cover(made: Uint8Array): void {
  const covered = stagedPackage(PIER, 'call-covered', { 'redacted.webm': made }) as EvidencePackage
  const [artifact] = covered.artifacts
  if (artifact === undefined) throw new Error('no artifact')
  Object.assign(artifact, { parent_sha256: shaOf(recording), source: 'tool:screen.redact' })
  world.evidence = [...world.evidence, covered]
  world.files.set('call-covered/redacted.webm', made)
}

test('the board of one file is not carried over to the next: what was drawn there is not drawn here', async () => {
  cover(new Uint8Array([...recording, 0]))
  await open(`#/airlock/pier/${shaOf(recording)}`)
  await button('Draw on it…').click()
  await button('Add a rectangle').click()
  await page()
    .getByRole('button', { name: /^Rectangle 1:/ })
    .waitFor()
  await page().getByRole('link', { name: 'Go on with redacted.webm' }).click()
  await step('The file').getByText('redacted.webm').first().waitFor()
  await button('Draw on it…').waitFor()
  expect(await page().getByTestId('board').count()).toBe(0)
})

test('an account that is not connected says so, and leads to where it is connected', async () => {
  account = stagedAccount({ state: 'none', channel_title: null, channel_id: null, detail: 'Nobody has connected one.' })
  service.on('POST /api/accounts/*', () => {
    account = { ...account, state: 'connecting' }
    const body = {
      authorize_url: 'https://accounts.google.com/o/oauth2/v2/auth?x=1',
      expires_at: ago(-5),
      opened: false,
    }
    return { status: 202, body }
  })
  await open('#/airlock/pier')
  await page()
    .getByRole('link', { name: /screen\.webm/ })
    .click()
  await page().getByText('Nobody has connected one.').waitFor()
  await button('Connect…').click()
  const way = page().getByRole('link', { name: 'Open the address of YouTube in a new tab' })
  expect(await way.getAttribute('href')).toContain('https://accounts.google.com/')
  account = stagedAccount({})
  await page().getByRole('region', { name: 'Account: YouTube' }).getByText('Pier Cam').waitFor()
})

test('a recording that was cut short is not offered, and is said to be that where an address leads to it', async () => {
  const [kept] = world.evidence
  if (kept === undefined) throw new Error('there is no evidence')
  const short = new TextEncoder().encode('not all of it')
  const [cut] = stagedPackage(PIER, 'call-cut', { 'cut.webm': short }).artifacts
  if (cut === undefined) throw new Error('there is no file')
  world.evidence = [{ ...kept, artifacts: [...kept.artifacts, { ...cut, partial: true }] }]
  await open('#/airlock/pier')
  await page().getByText('Recordings that were cut short are not offered.').waitFor()
  expect(await page().getByRole('region', { name: 'Recordings' }).getByRole('link').count()).toBe(1)
  await page().goto(`${service.url}/#/tasks/pier`)
  await page().getByText('cut.webm', { exact: true }).waitFor()
  expect(await page().getByRole('link', { name: 'Publish to YouTube…' }).count()).toBe(1)
  await page().goto(`${service.url}/#/airlock/pier/${shaOf(short)}`)
  await step('The file').getByText('This recording was cut short').waitFor()
})

test('a task without a recording, a task that is not there and a lost file have a face', async () => {
  world.evidence = []
  await open('#/airlock/pier')
  await page().getByRole('heading', { name: 'No recording to publish' }).waitFor()
  await page().goto(`${service.url}/#/airlock/nobody`)
  await page().getByText('There is no such task').waitFor()
  await page().goto(`${service.url}/#/airlock/pier/${shaOf('gone')}`)
  await page().getByText('has no whole file with this sha256').waitFor()
  service.on('GET /api/tool-calls', () => ok({ nonsense: true }))
  await page().reload()
  await page().getByText('The reply was not understood').waitFor()
})

test.each([
  ['light', 1280],
  ['dark', 400],
] as const)('the way out has no serious barrier in the %s and fits %i pixels', async (colorScheme, width) => {
  await open(`#/airlock/pier/${shaOf(recording)}`, { colorScheme, viewport: { width, height: 800 } })
  await fillIn()
  expect(await barriers(page())).toEqual([])
  expect(await page().evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
})
