import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { openStagedConsole } from './support/console-window.ts'
import { stagedDelivery } from './support/staged-facts.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

test('an empty list says what will come, and who may only read is not offered to look for more', async () => {
  const { service: empty } = await openStage('observer', {})
  const other = await openStagedConsole(browser, empty.url, '#/deliveries', {})
  await other.page.getByRole('heading', { name: 'Nothing came in yet' }).waitFor()
  expect(await other.page.getByRole('button', { name: 'Look for missed deliveries' }).isDisabled()).toBe(true)
  expect(await barriers(other.page)).toEqual([])
  await other.close()
  await empty.close()
})

describe.each(['light', 'dark'] as const)('the deliveries in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'have no serious barrier and fit a window %i pixels wide',
    async (width) => {
      const { service } = await openStage('admin', {
        deliveries: [
          stagedDelivery(1, { task_ids: ['gh-1'], headers: { 'x-hub-signature-256': '(redacted)' } }),
          stagedDelivery(2, { state: 'failed', outcome: null, reason: 'storage_failed', failures: 1 }),
          stagedDelivery(3, {
            delivery_id: 'refusal-1',
            state: 'refused',
            event: null,
            assurance: 'none',
            outcome: null,
            reason: 'signature_missing',
          }),
          stagedDelivery(4, { state: 'open', outcome: null, event: 'e'.repeat(90), delivery_id: 'd'.repeat(180) }),
        ],
      })
      // Reduced motion: axe must see final colours, not those of a fade.
      const options = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 } } as const
      const window = await openStagedConsole(browser, service.url, '#/deliveries', options)
      await window.page.locator('[data-delivery]').first().waitFor()
      expect(await barriers(window.page), 'list').toEqual([])
      for (const id of ['delivery-1', 'delivery-2', 'refusal-1', 'd'.repeat(180)]) {
        await window.page.goto(`${service.url}/#/deliveries/github/${id}`)
        await window.page.getByTestId('delivery-state').waitFor()
        expect(await barriers(window.page), id).toEqual([])
        expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
      expect(window.complaints).toEqual([])
      await window.close()
      await service.close()
    },
  )
})
