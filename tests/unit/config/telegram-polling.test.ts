import { describe, expect, it } from 'vitest'
import type { TelegramPoller } from '../../../main/adapters/telegram/telegram-poller.ts'
import { createTelegramPolling } from '../../../main/telegram-polling.ts'

const CLOCK = { now: () => Date.parse('2026-01-31T10:00:00.000Z') }

/** Polling whose pollers tell how many of them run. */
function world() {
  let opened = 0
  let running = 0
  const changes: string[] = []
  const open = (): TelegramPoller => {
    opened += 1
    running += 1
    return {
      state: () => ({ state: 'on', reason: null, since: '2026-01-31T09:00:00.000Z', contact_at: null }),
      renew: () => undefined,
      stop: async () => {
        running -= 1
      },
    }
  }
  const polling = createTelegramPolling({ open, clock: CLOCK, changed: () => changes.push('changed') })
  return { polling, running: () => running, opened: () => opened, changes }
}

describe('polling of Telegram', () => {
  it('that is paused says so at once, and still knows that presses come by polling', async () => {
    const { polling, running, changes } = world()
    polling.run(false)
    await expect.poll(running).toBe(1)
    polling.run(true)
    expect(polling.state()).toMatchObject({ state: 'on', reason: expect.stringContaining('paused') })
    expect([polling.isPolled(), changes]).toEqual([true, ['changed']])
    await expect.poll(running).toBe(0)
    polling.run(false)
    await expect.poll(running).toBe(1)
    expect(polling.state()?.reason).toBeNull()
  })

  it('that is paused from the start still knows that presses come by polling, before Telegram was ever asked', async () => {
    const { polling, opened } = world()
    expect(polling.isPolled()).toBe(false)
    polling.run(true)
    expect([polling.isPolled(), opened()]).toEqual([true, 0])
    await polling.stop()
    expect(polling.isPolled()).toBe(true)
  })

  it('does in the end what was asked for last, however fast that changed', async () => {
    const { polling, running, opened } = world()
    for (const paused of [false, true, false, true]) polling.run(paused)
    await polling.stop()
    expect([running(), polling.state()?.reason]).toEqual([0, expect.stringContaining('paused')])
    expect(opened()).toBeLessThanOrEqual(1)
    for (const paused of [true, false, true, false]) polling.run(paused)
    await expect.poll(running).toBe(1)
    expect(polling.state()?.reason).toBeNull()
    await polling.stop()
    expect(running()).toBe(0)
  })
})
