import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openPollOffset } from '../../../main/adapters/telegram/poll-offset.ts'
import { openTelegramPoller } from '../../../main/adapters/telegram/telegram-poller.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { BOT_TOKEN, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

it('a server that does not hold the call is asked once a second, not without end', async () => {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const nothing = { kind: 'answer' as const, status: 200, body: '{"ok":true,"result":[]}' }
  telegram.faults.add('getUpdates', ...Array.from({ length: 6 }, () => nothing))
  const waits: number[] = []
  const poller = openTelegramPoller({
    ...{ token: BOT_TOKEN, apiRoot: telegram.url, clock: { now: () => Date.now() }, random: () => 0.5 },
    timers: {
      after: (ms, work) => {
        waits.push(ms)
        const timer = setTimeout(work, 0)
        return () => clearTimeout(timer)
      },
    },
    offset: openPollOffset(join(await temporaryFolder(), 'offset.json'), '123456'),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onChange: () => undefined,
    take: async () => undefined,
  })
  onTestFinished(poller.stop)
  await expect.poll(() => telegram.queue.polled).toBe(true)
  // The first call is not meant to be held.
  expect(waits).toEqual([1000, 1000, 1000, 1000, 1000])
})
