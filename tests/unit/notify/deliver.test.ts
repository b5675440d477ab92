import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { verifyStandardWebhook } from '../../../main/core/ingest/standard-webhooks.ts'
import type { NotifyArgs } from '../../../main/core/tools/notify/notify-args.ts'
import type { PostOutcome } from '../../../main/core/tools/notify/webhook-way.ts'
import { createNotifyWorld, SECRET, START } from '../../support/notify/notify-world.ts'

const ARGS: NotifyArgs = { channel: 'webhook', name: 'build', payload: { b: 1, a: 'é' } }
const answered = (status: number, retry_after: string | null = null): PostOutcome => ({
  ...{ how: 'answer', status, retry_after, excerpt: status === 200 ? '' : 'busy' },
})

/** Lets everything that needs no time happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate()
}

/** Runs the tool, and tells how it ended. */
function start(world: ReturnType<typeof createNotifyWorld>, how: 'run' | 'recover' = 'run') {
  const ended: { result?: unknown; code?: string; detail?: string; receipt?: unknown } = {}
  const running = how === 'run' ? world.tool.run(ARGS, world.context) : world.tool.recover?.(ARGS, world.context)
  running?.then(
    ({ result, artifacts }) => Object.assign(ended, { result, receipt: receiptIn(artifacts) }),
    (error) =>
      Object.assign(ended, {
        code: error.error_code,
        detail: error.message,
        receipt: receiptIn(error.artifacts ?? []),
      }),
  )
  return ended
}

const receiptIn = (artifacts: readonly object[]): unknown => {
  const [first] = artifacts as { bytes: Uint8Array }[]
  return first === undefined ? null : JSON.parse(Buffer.from(first.bytes).toString())
}

describe('a webhook that is not taken at once', () => {
  it('is sent again after a wait, with the same id, another time and a signature that fits it', async () => {
    const world = createNotifyWorld({ webhook: [answered(500), answered(200)] })
    const ended = start(world)
    await settle()
    expect([world.posts.length, ended]).toEqual([1, {}])
    world.timers.advance(2000)
    await settle()
    expect(ended.result).toEqual({
      ...{ channel: 'webhook', attempts: 2, status: 200, delivered_at: '2026-01-31T09:30:02.000Z' },
    })
    const headers = world.posts.map((post) => post.headers)
    expect(new Set(headers.map((each) => each['webhook-id']))).toEqual(new Set(['call-0123456789abcdef']))
    expect(headers.map((each) => Number(each['webhook-timestamp']))).toEqual([START / 1000, START / 1000 + 2])
    for (const { headers: each, body } of world.posts)
      verifyStandardWebhook({
        ...{ secrets: [SECRET], id: each['webhook-id'] ?? '', timestamp: each['webhook-timestamp'] ?? '' },
        ...{ signatureHeader: each['webhook-signature'] ?? '', raw: Buffer.from(body), now_ms: START },
      })
    expect(world.posts[0]?.body).toBe('{"a":"é","b":1}')
  })

  it('waits as long as the receiver asks, and not a moment less', async () => {
    const world = createNotifyWorld({ webhook: [answered(429, '40'), answered(204)] })
    const ended = start(world)
    await settle()
    world.timers.advance(39_999)
    await settle()
    expect(world.posts).toHaveLength(1)
    world.timers.advance(1)
    await settle()
    expect(ended.result).toMatchObject({ attempts: 2, status: 204 })
  })

  it('fails at once when the receiver asks for more time than there is', async () => {
    const world = createNotifyWorld({ webhook: [answered(429, '3600')] })
    const ended = start(world)
    await settle()
    expect(ended).toMatchObject({ code: 'notify_not_delivered', detail: expect.stringContaining('429') })
  })

  it('fails when no attempt is left, with a receipt of all of them', async () => {
    const world = createNotifyWorld({
      settings: { attempts: 3 },
      webhook: [answered(500), answered(503), { how: 'not_sent', reason: 'ECONNREFUSED' }],
    })
    const ended = start(world)
    for (let wait = 0; wait < 3; wait += 1) {
      await settle()
      world.timers.advance(10_000)
    }
    await settle()
    expect(ended).toMatchObject({
      code: 'notify_not_delivered',
      receipt: { attempts: [{ how: 'later', status: 500 }, { how: 'later', status: 503 }, { how: 'not_sent' }] },
    })
  })

  it.each([301, 302, 308, 400, 401, 404, 410, 413])('is not sent again after %i', async (status) => {
    const world = createNotifyWorld({ webhook: [answered(status)] })
    const ended = start(world)
    await settle()
    expect(ended).toMatchObject({ code: 'notify_refused', detail: expect.stringContaining(String(status)) })
  })

  it('that hangs is given up after its time and sent again, and the failure says that it may have arrived', async () => {
    const world = createNotifyWorld({ settings: { attempts: 2 }, webhook: ['hang', answered(500)] })
    const ended = start(world)
    await settle()
    world.timers.advance(20_000)
    await settle()
    world.timers.advance(1000)
    await settle()
    expect(world.posts).toHaveLength(2)
    expect(ended).toMatchObject({ code: 'notify_outcome_unknown' })
  })
})

describe('the journal of a delivery', () => {
  it('has the intent before anything is sent, and nothing is sent when it cannot be written', async () => {
    const world = createNotifyWorld({ webhook: [answered(200)] })
    world.breakDisk(Object.assign(new Error('full'), { code: 'ENOSPC' }))
    await expect(world.tool.run(ARGS, world.context)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(world.posts).toEqual([])
  })

  it('lets a delivery that had arrived before a crash end without sending anything', async () => {
    const first = createNotifyWorld({ webhook: [answered(200)] })
    const before = start(first)
    await settle()
    const again = createNotifyWorld({ journal: first.journal })
    const after = start(again, 'recover')
    await settle()
    expect(after).toEqual(before)
    expect(again.posts).toEqual([])
  })

  it('lets an attempt that the crash cut off be repeated with the same id, where the receiver can tell', async () => {
    const first = createNotifyWorld({ webhook: ['hang'] })
    start(first)
    await settle()
    const again = createNotifyWorld({ journal: first.journal, webhook: [answered(200)] })
    const after = start(again, 'recover')
    await settle()
    again.timers.advance(1000)
    await settle()
    expect(after.result).toMatchObject({ attempts: 2 })
    expect(again.posts[0]?.headers['webhook-id']).toBe(first.posts[0]?.headers['webhook-id'])
  })

  it('keeps the doubt when the webhook was taken out of the settings meanwhile', async () => {
    const first = createNotifyWorld({ webhook: ['hang'] })
    start(first)
    await settle()
    const again = createNotifyWorld({ journal: first.journal, settings: { webhooks: [] } })
    const after = start(again, 'recover')
    await settle()
    expect(after).toMatchObject({ code: 'notify_outcome_unknown', receipt: { attempts: [{ how: 'unknown' }] } })
  })

  it('that cannot be made out leaves the outcome unknown', async () => {
    const after = start(createNotifyWorld({ journal: null }), 'recover')
    await settle()
    expect(after).toMatchObject({ code: 'notify_outcome_unknown' })
  })
})

it('a delivery that is cancelled while it waits sends nothing more and leaves what it tried', async () => {
  const world = createNotifyWorld({ webhook: [answered(500)] })
  const ended = start(world)
  await settle()
  world.end.abort(new Error('cancelled'))
  await settle()
  expect(ended).toMatchObject({ code: 'notify_not_delivered', receipt: { attempts: [{ status: 500 }] } })
  expect(world.timers.waiting()).toBe(0)
})
