import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openPollOffset } from '../../../main/adapters/telegram/poll-offset.ts'
import { openTelegramPoller } from '../../../main/adapters/telegram/telegram-poller.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { BOT_TOKEN, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

const BAD_GATEWAY = '{"ok":false,"error_code":502,"description":"Bad Gateway"}'

/** Delays that never end by themselves: only a renewal gets past them. */
const timers = { after: () => () => undefined }

async function polling() {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const changes: string[] = []
  const open = async () => {
    const poller = openTelegramPoller({
      ...{ token: BOT_TOKEN, apiRoot: telegram.url, clock: { now: () => Date.now() }, random: () => 0.5, timers },
      offset: openPollOffset(join(await temporaryFolder(), 'offset.json'), '123456'),
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onChange: ({ state }) => changes.push(state),
      take: async () => undefined,
    })
    onTestFinished(poller.stop)
    return poller
  }
  const asked = () => telegram.calls.filter((name) => name === 'getUpdates').length
  return { telegram, changes, open, asked }
}

it('a renewed poller leaves the call that it holds and asks at once, without counting that as a loss', async () => {
  const { telegram, changes, open, asked } = await polling()
  const poller = await open()
  await expect.poll(() => telegram.queue.polled).toBe(true)
  const before = asked()
  poller.renew()
  // One that is answered at once, to know that Telegram is there, and one that is held again.
  await expect.poll(asked).toBe(before + 2)
  await expect.poll(() => telegram.queue.polled).toBe(true)
  expect(changes).toEqual(['on'])
})

it('a renewed poller does not sit out the pause after a failure', async () => {
  const { telegram, open, asked } = await polling()
  telegram.faults.add('getUpdates', { kind: 'answer', status: 502, body: BAD_GATEWAY })
  const poller = await open()
  await expect.poll(() => poller.state().reason).toContain('502')
  expect(asked()).toBe(1)
  poller.renew()
  await expect.poll(() => poller.state().state).toBe('on')
})
