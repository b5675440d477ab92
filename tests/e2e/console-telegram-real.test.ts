import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { overwrite } from '../support/overwrite.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorldWith } from './support/console-world.ts'

const SECRET = 'the-tests-alone-know-it'
const SENDER = { id: 4711, is_bot: false, first_name: 'Kim' }
const message = (text: string, rest: object) => ({
  ...{ message_id: 42, date: 1_769_850_000, from: SENDER, chat: { id: 4711, type: 'private' }, text },
  ...rest,
})

describe('Telegram messages to the real service', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorldWith({ TELEGRAM_SECRET_TOKEN: SECRET, TELEGRAM_ALLOWED_USERS: '4711' })
    window = await openConsole(browser, world, {})
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
  const send = async (update: object) => {
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET }
    const reply = await fetch(`${world.url}/webhooks/telegram`, {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
    })
    expect(reply.status).toBeLessThan(300)
  }

  test('a message becomes a task with its evidence, and an edit an amendment that is shown at once', async () => {
    await send({ update_id: 1, message: message('Publish the notes before Friday.', {}) })
    await window.open('Publish the notes before Friday.')
    await window.row('Publish').getByText('token', { exact: true }).waitFor()
    await window.page.locator('[data-state="whole"]').getByText('request.txt').waitFor()
    await send({
      update_id: 2,
      edited_message: message('Publish the notes before Monday.', { edit_date: 1_769_850_060 }),
    })
    const amendment = window.page.getByTestId('amendment')
    await amendment.waitFor()
    expect(await amendment.locator('del').allTextContents()).toEqual(['Friday'])
    expect(await amendment.locator('ins').allTextContents()).toEqual(['Monday'])
    expect(await window.page.getByTestId('request-text').textContent()).toBe('Publish the notes before Friday.')
    await window.page.getByText('The requester changed the words of a task; the first words stay').waitFor()
  })

  test('who asked is said on the page and in the dialog, with what Telegram vouches for', async () => {
    const asked = 'telegram:4711 in chat 4711'
    await window.page.getByRole('complementary', { name: 'Facts' }).getByText(asked).waitFor()
    await window.page.getByText('Telegram vouches for the sender; the content is not signed.').waitFor()
    await window.row('Publish').getByText('(amended)').waitFor()
    await window.page.keyboard.press('a')
    const dialog = window.page.getByRole('dialog', { name: 'Approve this task?' })
    await dialog.getByText(asked).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  test('a decision that an edit takes back is told in the timeline', async () => {
    const [task] = (await (await world.call('GET', '/api/tasks', null)).json()).items
    await world.call('POST', `/api/tasks/${task.task_id}/approve`, { base_sha: task.base_sha })
    await window.page.getByTestId('verdict').waitFor()
    await send({
      update_id: 4,
      edited_message: message('Publish nothing at all, ever.', { edit_date: 1_769_850_120 }),
    })
    await window.page.getByText(/^Approved by .+; taken back because the requester changed the words$/).waitFor()
    const latest = window.page.getByTestId('amendment').last()
    await latest.getByText('Most words differ: these are the new ones.').waitFor()
    expect(await latest.locator('del').count()).toBe(0)
  })

  test('that nothing can be answered without a bot token is said where the sources are listed', async () => {
    await window.page.getByRole('button', { name: /Telegram on/ }).click()
    await window.page
      .locator('[data-source="telegram"]')
      .getByText('receives only: without BOT_TOKEN it cannot answer, send cards or fetch files')
      .waitFor()
    await window.page.keyboard.press('Escape')
    await window.page.setViewportSize({ width: 400, height: 800 })
    await window.page.getByRole('button', { name: '3 on', exact: true }).waitFor()
    await window.page.setViewportSize({ width: 1280, height: 800 })
  })

  test('a file of evidence is saved as it came; once it is altered on the disk an alarm is raised', async () => {
    const packages = window.page.locator('[data-state]').filter({ hasText: 'request.txt' })
    const first = packages.filter({ hasNotText: '-edit-' })
    const saving = window.page.waitForEvent('download')
    await first.getByRole('button', { name: 'Save request.txt' }).click()
    expect(await readFile(await (await saving).path(), 'utf8')).toBe('Publish the notes before Friday.')
    const root = join(world.dataRoot, 'audit', 'evidence')
    const names = (await readdir(root, { recursive: true })).filter(
      (name) => name.endsWith('request.txt') && !name.includes('-edit-'),
    )
    expect(names).toHaveLength(1)
    await overwrite(join(root, names[0] ?? ''), 'Publish the notes before Sunday.')
    await window.page.getByRole('button', { name: 'Check again' }).click()
    await window.page.locator('[data-state="altered"]').getByText('Do not trust this evidence').waitFor()
    await window.page.getByTestId('evidence-mark').waitFor()
  })

  test('whoever is not on the allow-list is a refusal without words, and no task', async () => {
    await window.page.goto(`${world.url}/#/deliveries?source=telegram&state=refused`)
    const stranger = { from: { ...SENDER, id: 666 }, chat: { id: 666, type: 'private' }, message_id: 7 }
    await send({ update_id: 3, message: message('Let me in.', stranger) })
    const refused = window.page.locator('[data-delivery^="refusal-"]')
    await window.page.reload()
    await refused.getByText('The sender is not on the allow-list').waitFor()
    expect(await window.page.content()).not.toContain('Let me in.')
    await becomes(async () => (await (await world.call('GET', '/api/tasks', null)).json()).items.length, 1)
    expect(window.complaints).toEqual([])
  })
})
