import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { openStage } from './support/console-stage.ts'
import { openStagedConsole } from './support/console-window.ts'
import { ago, stagedTask } from './support/staged-facts.ts'
import { ok, problem } from './support/staged-service.ts'

describe('a list that could not be read again', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
  })

  test('stays, is said to be old, and is put right when asked for', async () => {
    const first = stagedTask({ task_id: 'first', title: 'The first task' })
    const { stage, service } = await openStage('admin', { tasks: [first] })
    const { page } = await openStagedConsole(browser, service.url, '#/tasks', {})
    await page.getByRole('option').filter({ hasText: 'The first task' }).waitFor()
    let isBroken = true
    service.on('GET /api/tasks', () =>
      isBroken ? problem('audit_unavailable', 'The disk is gone.') : ok({ items: [], next_cursor: null }),
    )
    service.push('resync', { seq: 10, ts: ago(0), reason: 'gap_too_old' })
    const alarm = page.getByRole('alert').filter({ hasText: 'What changed since could not be read' })
    await alarm.waitFor()
    await page.getByRole('option').filter({ hasText: 'The first task' }).waitFor()
    isBroken = false
    stage.tasks = []
    await alarm.getByRole('button', { name: 'Try again' }).click()
    await alarm.waitFor({ state: 'detached' })
    await page.getByRole('option').filter({ hasText: 'The first task' }).waitFor({ state: 'detached' })
    await service.close()
  })

  test('a log that cannot be read says its problem once, and trying again is for the chain too', async () => {
    const { stage, service } = await openStage('admin', {})
    let isBroken = true
    const gone = problem('audit_unavailable', 'The disk is gone.')
    const empty = { items: [], next_since: null, older_cursor: null, newer_cursor: null }
    service.on('GET /api/audit', () => (isBroken ? gone : ok(empty)))
    service.on('GET /api/audit/chain', () => (isBroken ? gone : ok(stage.chain)))
    const { page } = await openStagedConsole(browser, service.url, '#/audit', {})
    await page.getByText('The state of the chain is not known.').waitFor()
    await page.getByText('The disk is gone.').waitFor()
    expect(await page.locator('main').getByRole('alert').count()).toBe(1)
    isBroken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Chain whole').waitFor()
    await service.close()
  })
})
