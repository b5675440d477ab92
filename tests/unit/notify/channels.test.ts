import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { AttemptError } from '../../../main/core/remote/messenger.ts'
import type { NotifyArgs } from '../../../main/core/tools/notify/notify-args.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { createNotifyWorld } from '../../support/notify/notify-world.ts'

type World = ReturnType<typeof createNotifyWorld>
const TEXT: NotifyArgs = { channel: 'telegram', chat_id: 7, text: 'It is <b>done</b>' }
const run = (world: World, args: NotifyArgs) => world.tool.run(args, world.context)

async function withFile(given: Parameters<typeof createNotifyWorld>[0], media_type: string, bytes?: number) {
  const world = createNotifyWorld(given)
  const file = join(await temporaryFolder(), 'picture.png')
  const content = Buffer.from('a picture')
  writeFileSync(file, content)
  const found = world.addFile(file, content, bytes === undefined ? { media_type } : { media_type, bytes })
  return { world, file, args: { ...TEXT, artifact_sha256: found, as: 'photo' as const } }
}

describe('a message to a Telegram chat', () => {
  it('goes out as it is, once', async () => {
    const world = createNotifyWorld({ telegram: [42] })
    expect((await run(world, TEXT)).result).toMatchObject({ channel: 'telegram', message_id: 42, attempts: 1 })
    expect(world.sent).toEqual([{ chat_id: 7, text: 'It is <b>done</b>' }])
  })

  it('is not sent to a chat that is not on the allow-list', async () => {
    const world = createNotifyWorld({ telegram: [42], chats: [8, -100] })
    await expect(run(world, TEXT)).rejects.toMatchObject({ error_code: 'notify_chat_not_allowed' })
    expect([world.sent, world.journal]).toEqual([[], []])
  })

  it('needs a bot', async () => {
    await expect(run(createNotifyWorld({}), TEXT)).rejects.toMatchObject({ error_code: 'notify_no_bot' })
  })

  it.each(['unknown', 'refused'] as const)('is not tried again after an outcome that is %s', async (outcome) => {
    const world = createNotifyWorld({ telegram: [new AttemptError(outcome, 'sending a message: ECONNRESET', null)] })
    const code = outcome === 'unknown' ? 'notify_outcome_unknown' : 'notify_refused'
    await expect(run(world, TEXT)).rejects.toMatchObject({ error_code: code, artifacts: [{ path: 'receipt.json' }] })
    expect(world.sent).toHaveLength(1)
  })

  it.each(['later', 'not_sent'] as const)('is tried again after an outcome that is %s', async (outcome) => {
    const world = createNotifyWorld({ telegram: [new AttemptError(outcome, 'flood', 3000), 42] })
    const running = run(world, TEXT)
    await expect.poll(() => world.timers.waiting()).toBe(1)
    world.timers.advance(3000)
    expect((await running).result).toMatchObject({ attempts: 2, message_id: 42 })
  })

  it('carries a picture of the evidence, with exactly the bytes that were named', async () => {
    const { world, args } = await withFile({ telegram: [43] }, 'image/png')
    await run(world, args)
    const file = { as: 'photo', caption: TEXT.text, filename: 'picture.png', media_type: 'image/png' }
    expect(world.sent).toEqual([{ chat_id: 7, bytes: Buffer.from('a picture'), ...file }])
  })

  it.each([
    ['a file that is no picture as a photo', 'video/mp4', undefined],
    ['a picture that is too large for a photo', 'image/png', 10_000_001],
  ])('does not carry %s', async (_name, media_type, bytes) => {
    const { world, args } = await withFile({ telegram: [43] }, media_type, bytes)
    await expect(run(world, args)).rejects.toMatchObject({ error_code: 'notify_file_unfit' })
    expect(world.sent).toEqual([])
  })

  it('does not carry a file that changed after it was found, nor one of another task', async () => {
    const { world, file, args } = await withFile({ telegram: [43] }, 'image/png')
    writeFileSync(file, 'another one')
    await expect(run(world, args)).rejects.toMatchObject({ error_code: 'artifact_altered' })
    const foreign = { ...args, artifact_sha256: sha256('of another task') }
    await expect(run(world, foreign)).rejects.toMatchObject({ error_code: 'artifact_not_found' })
    expect(world.sent).toEqual([])
  })
})

describe('a notification on the desktop', () => {
  const args = (title: string, body: string): NotifyArgs => ({ channel: 'desktop', title, body })
  const shown = { how: 'shown' as const, reason: '' }

  it('is one short line without markup, hidden characters or secrets', async () => {
    const world = createNotifyWorld({ desktop: [shown] })
    await run(world, args('Done\u202e\nnow', `<img src=x> & "quotes" ghp_${'a1B2'.repeat(9)} ${'x '.repeat(400)}`))
    const [notice] = world.shown
    expect(notice?.title).toBe('Done now')
    expect(notice?.body).toMatch(/^‹img src=x› ＆ "quotes" \[hidden\] x x .*…$/)
    expect(notice?.body.length).toBeLessThanOrEqual(130)
  })

  it('is tried again when the system says that it did not show it, and not when it says nothing', async () => {
    const world = createNotifyWorld({ desktop: [{ how: 'not_shown', reason: 'no server' }, shown] })
    const running = run(world, args('a', 'b'))
    await expect.poll(() => world.timers.waiting()).toBe(1)
    world.timers.advance(1000)
    expect((await running).result).toMatchObject({ channel: 'desktop', attempts: 2 })
    const silent = createNotifyWorld({ desktop: [{ how: 'unknown', reason: 'silence' }, shown] })
    await expect(run(silent, args('a', 'b'))).rejects.toMatchObject({ error_code: 'notify_outcome_unknown' })
  })

  it('is explained where there is no desktop', async () => {
    const world = createNotifyWorld({ desktop: 'there is no session bus' })
    await expect(run(world, args('a', 'b'))).rejects.toMatchObject({
      ...{ error_code: 'notify_no_desktop', message: expect.stringContaining('there is no session bus') },
    })
  })
})

describe('a webhook', () => {
  const args: NotifyArgs = { channel: 'webhook', name: 'other', payload: {} }
  it.each([
    ['that nobody configured', {}, args, 'notify_webhook_unknown'],
    ['without a secret', { secret: null }, { ...args, name: 'build' }, 'notify_secret_missing'],
    ['with a secret that is none', { secret: 'whsec_short' }, { ...args, name: 'build' }, 'notify_secret_invalid'],
  ])('%s is not called', async (_name, given, call, code) => {
    const world = createNotifyWorld(given)
    await expect(run(world, call)).rejects.toMatchObject({ error_code: code })
    expect([world.posts, world.journal]).toEqual([[], []])
  })
})

describe('the state of the tool', () => {
  it('says what is set up, what was tried, and when', async () => {
    const off = createNotifyWorld({ desktop: 'no bus', settings: { webhooks: [] } })
    expect(off.tool.status()).toMatchObject({ state: 'off', source: 'known from the settings' })
    const blocked = new AttemptError('refused', 'blocked', null)
    const world = createNotifyWorld({ desktop: 'no bus', telegram: [1, blocked] })
    expect(world.tool.status()).toMatchObject({ state: 'unknown', checked_at: null })
    await run(world, TEXT)
    expect(world.tool.status()).toEqual({
      ...{ state: 'ready', source: 'known from the messages sent last', checked_at: '2026-01-31T09:30:00.000Z' },
      detail: 'Telegram to one chat (arrived 2026-01-31T09:30:00.000Z); Webhooks build (not tried yet).',
      remediation_hint: null,
    })
    expect(world.statusChanges()).toBe(1)
  })

  it('is no better than the latest deliveries over every channel that is set up', async () => {
    const given = { desktop: 'no bus', settings: { webhooks: [] } }
    const blocked = new AttemptError('refused', 'blocked', null)
    for (const [more, state] of [
      [{}, 'unavailable'],
      [{ settings: {} }, 'unknown'],
    ] as const) {
      const world = createNotifyWorld({ ...given, ...more, telegram: [blocked] })
      await run(world, TEXT).catch(() => undefined)
      expect(world.tool.status()).toMatchObject({ state, detail: expect.stringContaining('failed') })
    }
  })
})
