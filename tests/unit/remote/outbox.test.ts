import { describe, expect, it } from 'vitest'
import { createOutbox, type Post } from '../../../main/core/remote/outbox.ts'
import { createRemoteWorld } from '../../support/remote-world.ts'

/** An outbox, with what was sent and when (milliseconds since the beginning). */
async function outboxWorld() {
  const world = await createRemoteWorld([])
  const began = world.clock.now()
  const log: { chat: number; text: string; at: number }[] = []
  const messenger = {
    ...world.messenger,
    send: async (message: Parameters<typeof world.messenger.send>[0]) => {
      const at = world.clock.now() - began
      const sent = await world.messenger.send(message)
      log.push({ chat: message.chat_id, text: message.text, at })
      return sent
    },
  }
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, m: string) => world.complaints.push(m),
  }
  const ids = { hex: (bytes: number) => '0'.repeat(bytes * 2) }
  const outbox = createOutbox({ messenger, log: world.log, clock: world.clock, ids, timers: world.timers, logger })
  const lost: string[] = []
  const post = (chat_id: number, text: string, key: string | null = null): Post => ({
    ...{ chat_id, key, task_id: null, correlation_id: 'c' },
    send: async (to) => {
      await to.send({ chat_id, text, buttons: [], reply_to: null, force_reply: false })
    },
    lost: () => lost.push(text),
  })
  return { ...world, outbox, sentLog: log, post, lost }
}

describe('the outbox', () => {
  it('keeps the order of a chat, and a second between its messages', async () => {
    const world = await outboxWorld()
    for (const text of ['1', '2', '3']) world.outbox.put(world.post(1, text))
    await world.pass(5000)
    expect(world.sentLog).toEqual([
      { chat: 1, text: '1', at: 0 },
      { chat: 1, text: '2', at: 1000 },
      { chat: 1, text: '3', at: 2000 },
    ])
  })

  it('keeps the order when a message takes long', async () => {
    const world = await outboxWorld()
    const release = world.messenger.hold()
    for (const text of ['1', '2']) world.outbox.put(world.post(1, text))
    world.outbox.put(world.post(2, 'other chat'))
    await world.pass(5000)
    expect(world.messenger.waiting()).toBe(2)
    release()
    await world.pass(2000)
    expect(world.sentLog.map(({ text }) => text)).toEqual(['1', 'other chat', '2'])
  })

  it('keeps to twenty a minute in a group', async () => {
    const world = await outboxWorld()
    for (let n = 0; n < 40; n += 1) world.outbox.put(world.post(-5, `${n}`))
    await world.pass(60_000 - 1, 100)
    expect(world.sentLog).toHaveLength(20)
  })

  it('keeps to 25 a second over all chats, and lets no chat wait for another', async () => {
    const world = await outboxWorld()
    for (let chat = 1; chat <= 60; chat += 1) world.outbox.put(world.post(chat, 'x'))
    await world.pass(5000)
    expect(world.sentLog).toHaveLength(60)
    for (const { at } of world.sentLog)
      expect(world.sentLog.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(25)
    expect(world.sentLog.at(-1)?.at).toBeLessThan(3000)
  })

  it('tries again with growing pauses while Telegram is out of reach, in order, without a line', async () => {
    const world = await outboxWorld()
    world.messenger.fail('unreachable', 5)
    world.outbox.put(world.post(1, 'a'))
    world.outbox.put(world.post(1, 'b'))
    await world.pass(60_000, 10)
    expect(world.sentLog.map(({ text }) => text)).toEqual(['a', 'b'])
    // 1 + 2 + 4 + 8 + 16 seconds.
    expect(Math.round((world.sentLog[0]?.at ?? 0) / 1000)).toBe(31)
    expect(world.lines('telegram_send_failed')).toEqual([])
  })

  it('never pauses for longer than a minute', async () => {
    const world = await outboxWorld()
    world.messenger.fail('unreachable', 10)
    world.outbox.put(world.post(1, 'a'))
    await world.pass(400_000, 20)
    expect(Math.round((world.sentLog[0]?.at ?? 0) / 1000)).toBe(1 + 2 + 4 + 8 + 16 + 32 + 60 * 4)
  })

  it('records what is refused and goes on with the next', async () => {
    const world = await outboxWorld()
    world.messenger.fail('refused', 1)
    world.outbox.put(world.post(1, 'a'))
    world.outbox.put(world.post(1, 'b'))
    await world.pass(3000)
    expect(world.sentLog.map(({ text }) => text)).toEqual(['b'])
    expect(world.lost).toEqual(['a'])
    expect(world.lines('telegram_send_failed')).toMatchObject([
      { correlation_id: 'c', data: { chat_id: 1, reason: 'refused', detail: 'Forbidden: bot was blocked' } },
    ])
  })

  it('does not take a second one with the same key while the first waits', async () => {
    const world = await outboxWorld()
    const release = world.messenger.hold()
    for (const text of ['a', 'b', 'c']) world.outbox.put(world.post(1, text, 'k'))
    release()
    await world.pass(5000)
    // The first was on its way already: what it shows may be old.
    expect(world.sentLog.map(({ text }) => text)).toEqual(['a', 'b'])
  })

  it('holds 500: the oldest are left out, counted, told of and recorded', async () => {
    const world = await outboxWorld()
    world.messenger.fail('unreachable', 1)
    for (let n = 0; n < 520; n += 1) world.outbox.put(world.post(1, `${n}`))
    await world.pass(1100)
    expect(world.sentLog[0]?.text).toMatch(/^(19|20) older messages were left out here\. \/tasks shows what is open\.$/)
    const count = Number(world.sentLog[0]?.text.split(' ')[0])
    expect(world.lost).toHaveLength(count)
    expect(world.lines('telegram_send_failed')).toMatchObject([{ data: { chat_id: 1, reason: 'crowded_out', count } }])
    await world.pass(600_000, 500)
    expect(world.sentLog.at(-1)?.text).toBe('519')
    expect(world.sentLog).toHaveLength(520 - count + 1)
  })

  it('crowds out where most waits, so that nobody who makes it talk a lot silences another chat', async () => {
    const world = await outboxWorld()
    for (let n = 0; n < 3; n += 1) world.outbox.put(world.post(1, `first ${n}`))
    for (let n = 0; n < 600; n += 1) world.outbox.put(world.post(2, `${n}`))
    await world.pass(3000)
    expect(world.lost.filter((text) => text.startsWith('first'))).toEqual([])
    expect(world.sentLog.filter(({ chat }) => chat === 1).map(({ text }) => text)).toEqual([
      ...['first 0', 'first 1', 'first 2'],
    ])
    expect(world.lost.length).toBeGreaterThan(90)
  })

  it('counts again what could not be told of', async () => {
    const world = await outboxWorld()
    world.messenger.fail('unreachable', 3)
    for (let n = 0; n < 503; n += 1) world.outbox.put(world.post(1, `${n}`))
    await world.pass(20_000)
    const notices = world.sentLog.filter(({ text }) => text.includes('left out'))
    expect(notices).toHaveLength(1)
    expect(Number(notices[0]?.text.split(' ')[0])).toBe(world.lost.length)
  })

  it('says in the log what it could not send any more when it is closed', async () => {
    const world = await outboxWorld()
    for (const text of ['1', '2', '3']) world.outbox.put(world.post(1, text))
    await world.settle()
    await world.outbox.close()
    world.outbox.put(world.post(1, '4'))
    await world.pass(5000)
    expect(world.sentLog.map(({ text }) => text)).toEqual(['1'])
    expect(world.lines('telegram_send_failed')).toMatchObject([{ data: { chat_id: 1, reason: 'stopped', count: 2 } }])
  })

  it('waits for what is on its way when it is closed', async () => {
    const world = await outboxWorld()
    const release = world.messenger.hold()
    world.outbox.put(world.post(1, '1'))
    let closed = false
    const closing = world.outbox.close().then(() => {
      closed = true
    })
    await world.settle()
    expect(closed).toBe(false)
    release()
    await closing
    expect(world.sentLog).toHaveLength(1)
  })

  it('does not hold up the end of the console for longer than a moment', async () => {
    const world = await outboxWorld()
    world.messenger.hold()
    world.outbox.put(world.post(1, '1'))
    let closed = false
    const closing = world.outbox.close().then(() => {
      closed = true
    })
    await world.pass(399)
    expect(closed).toBe(false)
    await world.pass(1)
    expect(closed).toBe(true)
    await closing
  })

  it('does not stop for a message that cannot be made', async () => {
    const world = await outboxWorld()
    world.outbox.put({
      ...world.post(1, 'a'),
      send: async () => {
        throw new TypeError('no')
      },
    })
    world.outbox.put(world.post(1, 'b'))
    await world.pass(3000)
    expect(world.sentLog.map(({ text }) => text)).toEqual(['b'])
    expect(world.complaints).toHaveLength(1)
  })

  it('says so when even the line of a failure cannot be written', async () => {
    const world = await outboxWorld()
    world.messenger.fail('refused', 1)
    world.log.fail('telegram_send_failed')
    world.outbox.put(world.post(1, 'a'))
    await world.settle()
    expect(world.complaints).toHaveLength(1)
  })
})
