import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeliveryResult } from '../../contract/delivery.ts'
import { PROBLEMS } from '../../contract/problem.ts'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { issueEdited, issueOpened } from './support/console-deliveries.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorldWith, WEBHOOK_SECRET } from './support/console-world.ts'

const XCODE_TOKEN = 'the-tests-alone-know-this-token'
const BUILD = join(import.meta.dirname, '../fixtures/xcode/cloud-completed.json')

describe('deliveries to the real service', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorldWith({ XCODE_TOKEN })
    window = await openConsole(browser, world, {})
    await window.page.getByRole('link', { name: 'Deliveries' }).click()
    await window.page.getByRole('heading', { name: 'Nothing came in yet' }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
  const row = (id: string) => window.page.locator(`[data-delivery="${id}"]`)
  const state = () => window.page.getByTestId('delivery-state')
  const taskIdOf = async (id: string) =>
    (await row(id)
      .getByRole('link', { name: /^Open task/ })
      .textContent()) ?? ''

  test('a signed one appears while the page is open, with its body, its headers and the task that it made', async () => {
    await world.deliverAs('first', WEBHOOK_SECRET, 'issues', issueOpened(1, 'Upload stops', 'On a slow line.'))
    for (const text of ['issues', 'Accepted', 'Made a task', 'GitHub', 'signed'])
      await row('first').getByText(text, { exact: true }).waitFor()
    await row('first').getByRole('link').first().click()
    const body = window.page.getByRole('region', { name: 'Body of the delivery' })
    await body.filter({ hasText: '"title": "Upload stops"' }).waitFor()
    const headers = window.page.getByRole('region', { name: /^Headers/ })
    await headers.getByText('x-hub-signature-256').waitFor()
    await headers.getByText('redacted').waitFor()
    expect(await window.page.content()).not.toContain('sha256=')
  })

  test('its task says that it was signed, and leads back to its deliveries', async () => {
    const taskId = await taskIdOf('first')
    await row('first')
      .getByRole('link', { name: `Open task ${taskId}` })
      .click()
    await window.page.getByRole('heading', { level: 2, name: 'Upload stops' }).waitFor()
    await window.row('Upload stops').getByText('signed', { exact: true }).waitFor()
    await window.page.getByRole('link', { name: 'Its deliveries' }).click()
    await row('first').waitFor()
    expect(await window.page.evaluate(() => location.hash)).toBe(`#/deliveries?task_id=${taskId}`)
  })

  test('one that comes again is counted and changes nothing', async () => {
    await world.deliverAs('first', WEBHOOK_SECRET, 'issues', issueOpened(1, 'Upload stops', 'On a slow line.'))
    await window.page.goto(`${world.url}/#/deliveries?state=replayed`)
    await row('first').getByText('Accepted, came again').waitFor()
    expect(await window.page.locator('[data-delivery]').count()).toBe(1)
  })

  test('one with a wrong signature is a row of refusals, with what helps', async () => {
    await window.page.goto(`${world.url}/#/deliveries?state=refused`)
    await world.deliverAs('forged', 'not the secret', 'issues', issueOpened(2, 'Forged', 'Words.'))
    const refused = window.page.locator('[data-delivery^="refusal-"]').first()
    await refused.getByText(PROBLEMS.signature_invalid.title).waitFor()
    await refused.getByRole('link').click()
    await window.page.getByText(PROBLEMS.signature_invalid.remedy).waitFor()
    expect(await window.page.getByRole('button', { name: 'Replay' }).isDisabled()).toBe(true)
    expect(await window.page.content()).not.toContain('sha256=')
  })

  test('an old one that is replayed after a newer one is recorded and not applied', async () => {
    await world.deliverAs('second', WEBHOOK_SECRET, 'issues', issueEdited(1, 'Upload stops', 'On any line.'))
    await window.page.goto(`${world.url}/#/deliveries/github/first`)
    const taskId = await taskIdOf('first')
    await window.page.getByRole('button', { name: 'Replay' }).click()
    await window.page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
    await window.page.getByRole('dialog').getByText('Older than what the task holds: recorded, not applied').waitFor()
    await window.page.getByRole('button', { name: 'Close' }).click()
    await becomes(async () => (await state().textContent())?.includes('came again'), true)
    const task = (await (await world.call('GET', `/api/tasks/${taskId}`, null)).json()) as TaskDetail
    expect(task.request_text).toContain('On any line.')
  })

  test('a build that Xcode Cloud reports is a task that shows the build, with the assurance of its token', async () => {
    const reply = await fetch(`${world.url}/webhooks/xcode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${XCODE_TOKEN}` },
      body: await readFile(BUILD),
    })
    const { task_ids } = (await reply.json()) as DeliveryResult
    await window.page.goto(`${world.url}/#/deliveries?source=xcode`)
    const build = window.page.locator('[data-delivery]')
    for (const text of ['Xcode', 'token', 'Made a task']) await build.getByText(text, { exact: true }).waitFor()
    await build.getByRole('link', { name: `Open task ${task_ids[0]}` }).click()
    const facts = window.page.getByTestId('build')
    for (const text of ['Lighthouse', 'Pull Requests', '42', 'COMPLETE', 'FAILED'])
      await facts.getByText(text, { exact: true }).waitFor()
    await window.page.getByRole('complementary', { name: 'Facts' }).getByText('CI failed').waitFor()
    await window.page.getByRole('link', { name: 'Deliveries', exact: true }).click()
  })

  test('looking for missed ones without a GitHub token says what to set', async () => {
    await window.page.getByRole('button', { name: 'Look for missed deliveries' }).click()
    await window.page
      .getByRole('dialog')
      .getByText(/GITHUB_TOKEN/)
      .first()
      .waitFor()
    await window.page.keyboard.press('Escape')
    expect(window.complaints.filter((text) => !text.includes('503'))).toEqual([])
  })
})
