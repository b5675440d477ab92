import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GapReport, MissedDelivery } from '../../contract/delivery.ts'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { ago } from './support/staged-facts.ts'
import { ok, problem, type StagedReply, type StagedService } from './support/staged-service.ts'

const missed = (id: number): MissedDelivery => ({
  ...{ hook: 'acme/orbit:4711', id: String(id), delivery_id: `guid-${id}`, event: 'issues', action: 'edited' },
  ...{ delivered_at: ago(100 - id), status_code: 502 },
})
const report = (given: Partial<GapReport>): StagedReply =>
  ok({ checked_at: ago(0), since: ago(4_320), hooks: 2, seen: 120, missed: [], incomplete: [], ...given })

describe('looking for missed deliveries', () => {
  let browser: Browser
  let service: StagedService
  let window: ConsoleWindow
  beforeAll(async () => {
    browser = await launchChromium()
    ;({ service } = await openStage('admin', {}))
    window = await openStagedConsole(browser, service.url, '#/deliveries', {})
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })
  const dialog = () => window.page.getByRole('dialog', { name: 'Missed deliveries from GitHub' })
  const look = async (answer: () => StagedReply | Promise<StagedReply>) => {
    if ((await dialog().count()) > 0) await window.page.keyboard.press('Escape')
    service.on('GET /api/deliveries/github/gaps', answer)
    await window.page.getByRole('button', { name: 'Look for missed deliveries' }).click()
  }

  test('says that it is asking, and then that nothing is missing and what was compared', async () => {
    const answer = Promise.withResolvers<StagedReply>()
    await look(() => answer.promise)
    await dialog().getByText('Comparing GitHub’s own record').waitFor()
    answer.resolve(report({}))
    await dialog().getByText('None missed', { exact: true }).waitFor()
    await dialog().getByText('Compared 120 deliveries of 2 webhooks').waitFor()
  })

  test('a webhook that could not be asked is no calm: what is missing there is not known', async () => {
    await look(() => report({ incomplete: [{ hook: 'acme/moon:12', reason: 'GitHub answered 404.' }] }))
    await dialog().getByText('None missed, as far as GitHub could be asked').waitFor()
    await dialog().getByText('1 webhook could not be asked: what is missing there is not known').waitFor()
    await dialog().getByText('GitHub answered 404.').waitFor()
  })

  test('a source that is off says what to set', async () => {
    await look(() => problem('github_gaps_off', 'Set GITHUB_TOKEN and GITHUB_HOOKS.'))
    await dialog().getByText('Set GITHUB_TOKEN and GITHUB_HOOKS.').waitFor()
    expect(await dialog().getByRole('button', { name: 'Try again' }).count()).toBe(0)
  })

  test('fetches all, oldest first; what fails is said at its row and can be tried again', async () => {
    const fetched: string[] = []
    let isDown = true
    service.on('POST /api/deliveries/github/gaps', ({ sent }) => {
      const { id, hook } = sent as { id: string; hook: string }
      expect(hook).toBe('acme/orbit:4711')
      fetched.push(id)
      if (id === '2' && isDown) return problem('github_unavailable', 'GitHub answered 502.')
      return ok({
        delivery_id: `guid-${id}`,
        event: 'issues',
        outcome: 'task_updated',
        task_ids: ['gh-1'],
        replayed: false,
      })
    })
    await look(() => report({ missed: [missed(3), missed(2), missed(1)] }))
    await dialog().getByText('3 deliveries never arrived here').waitFor()
    expect(await barriers(window.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Fetch all' }).click()
    await dialog().getByText('3 of 3 fetched or tried').waitFor()
    expect(fetched).toEqual(['1', '2', '3'])
    const rows = dialog().getByRole('list', { name: 'Missed deliveries' }).getByRole('listitem')
    await becomes(() => rows.filter({ hasText: 'Changed a task' }).count(), 2)
    await rows.nth(1).getByText('GitHub answered 502.').waitFor()
    isDown = false
    await rows.nth(1).getByRole('button', { name: 'Try again' }).click()
    await becomes(() => rows.filter({ hasText: 'Changed a task' }).count(), 3)
    await rows.first().getByRole('link', { name: 'Changed a task' }).click()
    await dialog().waitFor({ state: 'detached' })
    expect(await window.page.evaluate(() => location.hash)).toBe('#/deliveries/github/guid-3')
  })
})
