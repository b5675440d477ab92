import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openPollOffset } from '../../../main/adapters/telegram/poll-offset.ts'
import { openTelegramPoller, type TelegramPoller } from '../../../main/adapters/telegram/telegram-poller.ts'
import type { ConnectionState } from '../../../main/core/ingest/connection-state.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

const ANNA = { id: 7, first_name: 'Anna' }
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }
const clock = { now: () => Date.now() }

let telegram: BotApi
let file: string
let waits: number[]
/** Offsets in the order in which they were written. */
let written: number[]
beforeEach(async () => {
  telegram = await startBotApi()
  onTestFinished(telegram.stop)
  file = join(await temporaryFolder(), 'offset.json')
  waits = []
  written = []
})

/** Waits are counted, not waited for. */
const timers = {
  after: (ms: number, work: () => void) => {
    waits.push(ms)
    const timer = setTimeout(work, 0)
    return () => clearTimeout(timer)
  },
}

function poll(take: (update: unknown) => Promise<void>, apiRoot = telegram.url, token = BOT_TOKEN) {
  const changes: ConnectionState[] = []
  const { read, write } = openPollOffset(file, '123456')
  const offset = {
    read,
    write: async (next: number) => {
      written.push(next)
      await write(next)
    },
  }
  const poller: TelegramPoller = openTelegramPoller({
    ...{ token, apiRoot, take, clock, timers, logger: SILENT, random: () => 0.5 },
    offset,
    onChange: (state) => changes.push(state),
  })
  onTestFinished(poller.stop)
  return { poller, changes }
}

const textOf = (update: unknown): string => (update as { message: { text: string } }).message.text
const collect = (into: string[]) => async (update: unknown) => {
  into.push(textOf(update))
}

describe('polling Telegram', () => {
  it('takes what waits and what comes, in order, and confirms it', async () => {
    telegram.people.says(ANNA, 'one')
    telegram.people.says(ANNA, 'two')
    const taken: string[] = []
    poll(collect(taken))
    await expect.poll(() => telegram.queue.polled).toBe(true)
    telegram.people.says(ANNA, 'three')
    await expect.poll(() => taken).toEqual(['one', 'two', 'three'])
    await expect.poll(() => telegram.queue.confirmed).toEqual([1000, 1001, 1002])
  })
  it('goes on after a restart where it stopped', async () => {
    const taken: string[] = []
    telegram.people.says(ANNA, 'one')
    const first = poll(collect(taken))
    await expect.poll(() => taken).toEqual(['one'])
    await first.poller.stop()
    telegram.people.says(ANNA, 'two')
    poll(collect(taken))
    await expect.poll(() => taken).toEqual(['one', 'two'])
  })
  it('gives an update again that could not be taken, and nothing behind it before', async () => {
    for (const text of ['one', 'two', 'three']) telegram.people.says(ANNA, text)
    const seen: string[] = []
    let failures = 3
    poll(async (update) => {
      seen.push(textOf(update))
      if (textOf(update) === 'two' && failures-- > 0) throw new Error('the disk is full')
    })
    await expect.poll(() => seen).toEqual(['one', 'two', 'two', 'two', 'two', 'three'])
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000])
  })
  it('gives an update again after a death between taking and confirming, for the next one to recognise', async () => {
    telegram.people.says(ANNA, 'one')
    const taken: string[] = []
    const first = poll(async (update) => {
      taken.push(textOf(update))
      void first.poller.stop()
      throw new Error('killed')
    })
    await expect.poll(() => taken).toEqual(['one'])
    await first.poller.stop()
    poll(collect(taken))
    await expect.poll(() => taken).toEqual(['one', 'one'])
    await expect.poll(() => telegram.queue.confirmed).toEqual([1000])
  })
  it('keeps its offset once for all that came together, and after a failure for those before it', async () => {
    for (const text of ['one', 'two', 'three']) telegram.people.says(ANNA, text)
    const seen: string[] = []
    let failures = 2
    poll(async (update) => {
      seen.push(textOf(update))
      if (textOf(update) === 'two' && failures-- > 0) throw new Error('the disk is full')
    })
    await expect.poll(() => telegram.queue.confirmed).toEqual([1000, 1001, 1002])
    expect(seen).toEqual(['one', 'two', 'two', 'two', 'three'])
    expect(written).toEqual([1001, 1003])
    expect(openPollOffset(file, '123456').read()).toBe(1003)
  })
  it('repeats all that came together when it dies among them, and leaves none out', async () => {
    for (const text of ['one', 'two', 'three']) telegram.people.says(ANNA, text)
    const before: string[] = []
    const died = Promise.withResolvers<void>()
    poll(async (update) => {
      before.push(textOf(update))
      if (textOf(update) === 'two') await died.promise
    })
    await expect.poll(() => before).toEqual(['one', 'two'])
    expect(openPollOffset(file, '123456').read()).toBeNull()
    const after: string[] = []
    const next = poll(collect(after))
    await expect.poll(() => after).toEqual(['one', 'two', 'three'])
    await next.poller.stop()
    died.resolve()
  })
  it('goes on when its offset cannot be written, and takes nothing twice before a restart', async () => {
    file = join(await temporaryFolder(), 'no such folder', 'offset.json')
    const taken: string[] = []
    telegram.people.says(ANNA, 'one')
    poll(collect(taken))
    await expect.poll(() => telegram.queue.confirmed).toEqual([1000])
    telegram.people.says(ANNA, 'two')
    await expect.poll(() => telegram.queue.confirmed).toEqual([1000, 1001])
    expect(taken).toEqual(['one', 'two'])
  })
  it('begins with what Telegram holds when the offset file is damaged', async () => {
    writeFileSync(file, '{"bot_id":"123456","offs')
    telegram.people.says(ANNA, 'one')
    const taken: string[] = []
    poll(collect(taken))
    await expect.poll(() => taken).toEqual(['one'])
  })
  it('does not believe the offset of another bot', () => {
    writeFileSync(file, '{"bot_id":"999","offset":5000}')
    expect(openPollOffset(file, '123456').read()).toBeNull()
    expect(openPollOffset(file, '999').read()).toBe(5000)
  })
  it('stops at once while Telegram holds the call open', async () => {
    const { poller } = poll(async () => undefined)
    await expect.poll(() => telegram.queue.polled).toBe(true)
    await poller.stop()
    await expect.poll(() => telegram.queue.polled).toBe(false)
  })
})

describe('a lost connection to Telegram', () => {
  it.each([
    ['dropped', { kind: 'drop' as const }],
    ['cut off', { kind: 'cut' as const }],
    ['answered by a proxy', { kind: 'answer' as const, status: 502, body: '<html></html>' }],
  ])('that was %s is told with its reason and age, and found again', async (_name, fault) => {
    telegram.faults.add('getUpdates', fault, fault, fault, fault)
    telegram.people.says(ANNA, 'after all')
    const taken: string[] = []
    const { poller, changes } = poll(collect(taken))
    await expect.poll(() => taken).toEqual(['after all'])
    expect(poller.state()).toMatchObject({ state: 'on', reason: null, contact_at: expect.any(String) })
    expect(changes.at(-1)?.state).toBe('on')
    expect(changes[0]).toMatchObject({ state: 'lost', reason: expect.stringContaining('Telegram') })
    expect(waits).toEqual([1000, 2000, 4000, 8000])
  })
  it('waits as long as Telegram asks for', async () => {
    telegram.faults.add('getUpdates', { kind: 'flood', retry_after: 17 })
    telegram.people.says(ANNA, 'x')
    const taken: string[] = []
    poll(collect(taken))
    await expect.poll(() => taken).toEqual(['x'])
    expect(waits).toEqual([17_000])
  })
  it.each([
    [86_400, 300_000],
    [301, 300_000],
    [300, 300_000],
    [0, 1000],
    [-5, 1000],
  ])('that Telegram wants to last %d seconds lasts %d milliseconds', async (retry_after, ms) => {
    telegram.faults.add('getUpdates', { kind: 'flood', retry_after })
    telegram.people.says(ANNA, 'x')
    const taken: string[] = []
    const { changes } = poll(collect(taken))
    await expect.poll(() => taken).toEqual(['x'])
    expect(waits).toEqual([ms])
    const cut = String(changes[0]?.reason).includes('asked again after 5 minutes')
    expect([changes[0]?.state, cut]).toEqual(['lost', retry_after > 300])
  })
  it('because of a wrong token says which variable to look at, and never shows the token', async () => {
    const wrong = `${BOT_TOKEN}wrong`
    const { poller } = poll(async () => undefined, telegram.url, wrong)
    await expect.poll(() => poller.state().reason).toMatch(/check BOT_TOKEN/)
    expect(JSON.stringify(poller.state())).not.toContain(BOT_TOKEN.slice(7))
    expect(waits[0]).toBeGreaterThan(20_000)
  })
  it('because the bot has a webhook, or another poller, says what to do', async () => {
    telegram.webhook.set('http://127.0.0.1:1/', null)
    const { poller } = poll(async () => undefined)
    await expect.poll(() => poller.state().reason).toMatch(/deleteWebhook/)
    telegram.webhook.set('', null)
    await expect.poll(() => poller.state().state).toBe('on')
    const conflict = '{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}'
    telegram.faults.add('getUpdates', { kind: 'answer', status: 409, body: conflict })
    telegram.people.says(ANNA, 'wake up')
    await expect.poll(() => waits.length).toBeGreaterThan(1)
  })
})
