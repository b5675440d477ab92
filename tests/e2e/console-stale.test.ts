import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, test } from 'vitest'
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
})
