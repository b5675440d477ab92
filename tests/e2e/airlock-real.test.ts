import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApprovalPage } from '../../contract/approval.ts'
import { IssuedLoginCode } from '../../contract/session.ts'
import { TaskDetail } from '../../contract/task.ts'
import { openClient } from '../../scripts/verify/console-under-test.ts'
import { launchChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { recordedVideo } from '../support/recorded-video.ts'
import { startService } from '../support/service.ts'
import { keepVideoIn, standInForTest, writeYoutubeSettings } from '../support/youtube-stand-in/youtube-app.ts'
import { becomes, becomesLive, newWindow } from './support/console-window.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const POLICY = `version: 1
approvals:
  cool_off_seconds: { external_publish: 0 }
rules:
  - { id: reading, match: { levels: [read_only] }, effect: allow }
  - { id: publishing, match: { levels: [external_publish] }, effect: ask }
`

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

test('an operator connects the account, uploads a recording, shows it and takes it back, through the real service', async ({
  onTestFinished,
}) => {
  const standIn = await standInForTest()
  const dataRoot = await temporaryFolder()
  writeYoutubeSettings(dataRoot, standIn)
  writeFileSync(join(dataRoot, 'policy.yaml'), POLICY)
  const service = await startService({ dataRoot, flags: [], env: {} })
  onTestFinished(async () => void (await service.stop('SIGTERM')))
  const client = await openClient({ root: REPOSITORY, dataRoot, say: () => undefined }, service.url, 'ada')
  const wanted = { title: 'Film the pier', request_text: 'Film it.', allow_external_publish: true }
  const task = TaskDetail.parse(JSON.parse((await client.post('/api/tasks', wanted)).text))
  const { task_id, correlation_id } = task
  const film = await recordedVideo(browser)
  const sha256 = await keepVideoIn(dataRoot, { task_id, correlation_id }, film, 'video/webm')

  const { code } = IssuedLoginCode.parse(JSON.parse((await client.post('/api/login-codes', {})).text))
  const { page, complaints, close } = await newWindow(browser, { reducedMotion: 'reduce' })
  onTestFinished(close)
  await page.goto(`${service.url}/#code=${code}`)
  await becomesLive(page)
  await page.goto(`${service.url}/#/airlock/${task_id}/${sha256}`)

  await connect(page)
  await page.getByLabel('Description').fill('At low tide.')
  await page.getByLabel('Category').selectOption('19')
  await page.getByLabel('Made for children').selectOption('false')
  await press(page, 'Check it')
  await page.locator('[data-check=account][data-state=ok]').waitFor()
  await press(page, 'Ask for approval')
  await countersign()
  await press(page, 'Upload it now, as approved')
  const link = await page.getByTestId('video-link').innerText()
  expect(link).toMatch(/^https:\/\/youtu\.be\//)
  const video_id = link.split('/').at(-1) ?? ''
  const atYoutube = () => standIn.videos.all.find(({ id }) => id === video_id)?.status['privacyStatus'] ?? 'gone'
  expect(atYoutube()).toBe('private')

  await press(page, 'Make it unlisted…')
  await countersign()
  await press(page, 'Make it unlisted now, as approved')
  await page.getByText('Unlisted: whoever has the link sees it.').waitFor()
  expect(atYoutube()).toBe('unlisted')

  await press(page, 'Take it back: delete it…')
  await countersign()
  await press(page, 'Take it back now, as approved')
  await page.getByText('Deleted at YouTube. The evidence stays here.').waitFor()
  expect(atYoutube()).toBe('gone')
  expect(complaints.filter((text) => !text.includes('status of 403'))).toEqual([])

  /** As another person does, elsewhere. */
  async function countersign(): Promise<void> {
    await page.getByTestId('approval-wait').getByText('Waiting').waitFor()
    const { items } = ApprovalPage.parse(JSON.parse((await client.get('/api/approvals?state=pending')).text))
    for (const { approval_id, subject_sha256 } of items)
      expect((await client.post(`/api/approvals/${approval_id}/approve`, { subject_sha256 })).status).toBe(200)
  }
})

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Follows the address that the page gives, as a person does who allows everything. */
async function connect(page: Page): Promise<void> {
  const account = page.getByRole('region', { name: 'Account: YouTube' })
  await account.getByRole('button', { name: 'Connect…' }).click()
  await account.getByText('Open this address in a browser').waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await account.getByRole('button', { name: /^Copy/ }).click()
  const address = await page.evaluate(() => navigator.clipboard.readText())
  const person = await page.context().newPage()
  await person.goto(address)
  await person.close()
  await becomes(() => account.getAttribute('data-state'), 'connected')
}
