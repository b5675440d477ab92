import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TokenInfo } from '../../contract/session.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import type { GovernanceStage } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { ago } from './support/staged-facts.ts'
import { problem, type StagedService } from './support/staged-service.ts'

const token = (jti: string, given: Partial<TokenInfo>): TokenInfo => ({
  ...{ jti, sub: jti, scope: 'tool_runner', task_id: null, expires_at: ago(-60), door: 'http', created_at: ago(60) },
  ...{ revoked_at: null, last_used_at: null },
  ...given,
})

const browser = ownBrowser()
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
beforeEach(() => begin('admin'))
afterEach(async () => {
  await window.close()
  await service.close()
})

async function begin(scope: 'admin' | 'observer'): Promise<void> {
  ;({ service, governance: stage } = await openStage(scope, {}))
  stage.tokens = [
    token('ended', { expires_at: ago(10) }),
    token('agent', { scope: 'executor', task_id: 'gh-1' as TokenInfo['task_id'], last_used_at: ago(3) }),
    token('lost', { revoked_at: ago(5) }),
    token('window', { scope: 'admin', door: 'console', created_at: null }),
  ]
}
const open = async (options = {}) => {
  window = await openStagedConsole(browser(), service.url, '#/tokens', { reducedMotion: 'reduce', ...options })
}
const row = (jti: string) => window.page.locator(`[data-token="${jti}"]`)

test('every token says what it may do, until when, and when it was last used; valid ones stand first', async () => {
  await open()
  await row('agent').getByText('last used 3 min').waitFor()
  const order = await window.page.locator('[data-token]').evaluateAll((all) => all.map((each) => each.dataset['token']))
  expect(order).toEqual(['agent', 'window', 'ended', 'lost'])
  expect(await row('agent').getByRole('link', { name: 'task gh-1' }).getAttribute('href')).toBe('#/tasks/gh-1')
  await row('ended').getByText('Expired', { exact: true }).waitFor()
  await row('lost').getByText('Revoked', { exact: true }).waitFor()
  expect(await row('lost').getByRole('button').count()).toBe(0)
  await row('window').getByText('session of a browser').waitFor()
  await window.page.getByText('Plain files that only their owner can read.').waitFor()
  expect(window.complaints).toEqual([])
})

test('a new one is shown once, can be copied, and is nowhere in the page afterwards', async () => {
  await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await window.page.getByLabel('Scope').selectOption('reviewer')
  await window.page.getByLabel('Name (optional)').fill('codex')
  await window.page.getByLabel('Task id').fill('gh-1')
  await window.page.getByLabel('Expires after').selectOption('a day')
  await window.page.getByRole('button', { name: 'Make a token' }).click()
  const issued = window.page.getByTestId('issued-token')
  await issued.getByText('the.secret.token').waitFor()
  expect(await barriers(window.page)).toEqual([])
  await issued.getByRole('button', { name: 'Copy token' }).click()
  await becomes(() => window.page.evaluate(() => navigator.clipboard.readText()), 'the.secret.token')
  await row('jti-4').getByText('reviewer').waitFor()
  await issued.getByRole('button', { name: 'I have it' }).click()
  await issued.waitFor({ state: 'detached' })
  expect(await window.page.content()).not.toContain('the.secret.token')
  expect(await window.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    'secret',
  )
})

test('a name that could pass for a person is refused before anything is sent', async () => {
  await open()
  await window.page.getByLabel('Name (optional)').fill('operator:ann')
  await window.page.getByRole('button', { name: 'Make a token' }).click()
  await window.page.getByRole('alert').filter({ hasText: 'may not begin with operator:' }).waitFor()
  expect(service.asked.filter((each) => each.startsWith('POST'))).toEqual([])
})

test('revoking asks first, and then the token is shown as revoked', async () => {
  await open()
  await row('agent').getByRole('button', { name: 'Revoke agent, executor' }).click()
  const dialog = window.page.getByRole('dialog')
  await dialog.getByText('is refused from the next request on').waitFor()
  expect(await barriers(window.page)).toEqual([])
  await window.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await row('agent').getByRole('button').click()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await row('agent').getByText('Revoked', { exact: true }).waitFor()
})

test('a refusal says why, and what was typed stays', async () => {
  service.on('POST /api/tokens', () => problem('task_not_found', 'No task gone.'))
  await open()
  await window.page.getByLabel('Scope').selectOption('executor')
  await window.page.getByLabel('Task id').fill('gone')
  await window.page.getByRole('button', { name: 'Make a token' }).click()
  await window.page.getByText('No task gone.').waitFor()
  expect(await window.page.getByLabel('Task id').inputValue()).toBe('gone')
})

test('who may only read is told who sees them, and nothing is asked for', async () => {
  await service.close()
  await begin('observer')
  await open()
  await window.page.getByRole('heading', { name: 'Only an admin sees the tokens' }).waitFor()
  expect(service.asked.filter((each) => each.includes('/api/tokens'))).toEqual([])
})

const bulk = (count: number) =>
  Array.from({ length: count }, (_, n) => token(`bulk-${n}`, { sub: `bulk-${'x'.repeat(90)}-${n}` }))
const width = () => window.page.evaluate(() => document.documentElement.scrollWidth)

test('five hundred are all there, and fit a narrow window', async () => {
  stage.tokens.push(...bulk(500))
  await open({ viewport: { width: 400, height: 800 } })
  await row('bulk-499').waitFor({ state: 'attached' })
  await becomes(() => window.page.locator('[data-token]').count(), stage.tokens.length)
  expect(await width()).toBeLessThanOrEqual(400)
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the tokens have no serious barrier and fit a window %i pixels wide',
    async (wide) => {
      // A row is like the next one: more of them take longer and find nothing else.
      stage.tokens.push(...bulk(10))
      await open({ colorScheme, viewport: { width: wide, height: 800 } })
      await row('bulk-9').waitFor({ state: 'attached' })
      expect(await barriers(window.page)).toEqual([])
      expect(await width()).toBeLessThanOrEqual(wide)
    },
  )
})
