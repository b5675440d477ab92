import { describe, expect, it, onTestFinished } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { REFRESH_TOKEN } from '../../../main/adapters/youtube/keep-connection.ts'
import { type AccountParts, createYoutubeAccount } from '../../../main/adapters/youtube/youtube-account.ts'
import { YoutubeSettings } from '../../../main/adapters/youtube/youtube-settings.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { NO_HOST_PORTS } from '../../../main/core/tools/host-ports.ts'
import type { FamilyLine, FamilyParts } from '../../../main/core/tools/tool-family.ts'
import { youtubeError } from '../../../main/core/tools/youtube/youtube-errors.ts'
import type { Channel } from '../../../main/core/tools/youtube/youtube-ports.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { standInForTest } from '../../support/youtube-stand-in/youtube-app.ts'

const BY = { actor: { sub: 'anna', scopes: ['admin' as const], door: 'console' as const }, correlation_id: 'req-1' }

const CHANNEL: Channel = { channel_id: 'UC1', title: 'Mine', uploads_playlist: null }

async function world(
  more: Partial<FamilyParts<YoutubeSettings>> = {},
  kept: string | null = null,
  channel: AccountParts['channel'] = async () => CHANNEL,
) {
  const standIn = await standInForTest()
  const timers = createManualTimers(Date.parse('2026-02-01T00:00:00Z'))
  const secrets = new Map<string, string>(kept === null ? [] : [[REFRESH_TOKEN, kept]])
  const lines: FamilyLine[] = []
  const family = {
    ...{ clock: timers.clock, timers, logger: keepingLogger(), host: NO_HOST_PORTS, lastLine: () => null },
    settings: () => YoutubeSettings.parse(standIn.settings),
    secrets: {
      read: async (name: string) => secrets.get(name) ?? null,
      keep: async (name: string, value: string) => void secrets.set(name, value),
      remove: async (name: string) => void secrets.delete(name),
    },
    record: async (line: FamilyLine) => {
      lines.push(line)
      return { seq: lines.length, ts: '2026-02-01T00:00:00.000Z' }
    },
    ...more,
  } as FamilyParts<YoutubeSettings>
  const account = createYoutubeAccount({
    ...{ family, forgetTokens: () => undefined, changed: () => undefined },
    channel,
  })
  onTestFinished(account.close)
  return { standIn, timers, secrets, lines, account }
}

const line = (type: AuditEvent['type'], seq: number): AuditEvent =>
  ({
    ...{ type, seq, ts: '2026-01-31T00:00:00.000Z' },
    data: { service: 'youtube', channel_id: 'UC1', channel_title: 'Mine', scopes: [] },
  }) as unknown as AuditEvent

describe('the account', () => {
  it('opens the browser of the desktop, and tells when it did not open', async () => {
    const opened: string[] = []
    const host = { ...NO_HOST_PORTS, openExternal: async (url: string) => void opened.push(url) }
    const { account } = await world({ host })
    const { authorize_url, opened: isOpened } = await account.connect(BY)
    expect([isOpened, opened]).toEqual([true, [authorize_url]])
    const broken = { ...NO_HOST_PORTS, openExternal: () => Promise.reject(new Error('no browser')) }
    expect(await (await world({ host: broken })).account.connect(BY)).toMatchObject({ opened: false })
  })

  it('gives the operator five minutes, and no answer counts after that', async () => {
    const { account, timers, secrets } = await world()
    const { authorize_url, expires_at } = await account.connect(BY)
    expect(expires_at).toBe('2026-02-01T00:05:00.000Z')
    timers.advance(5 * 60_000 - 1)
    expect(await account.current()).toMatchObject({ state: 'connecting', expires_at })
    timers.advance(1)
    await expect
      .poll(account.current)
      .toMatchObject({ state: 'failed', detail: expect.stringContaining('five minutes') })
    await expect(fetch(authorize_url)).rejects.toThrow()
    expect(secrets.size).toBe(0)
  })

  it('keeps no connection that could not be recorded', async () => {
    const record = () => Promise.reject(new AppError('audit_unavailable', 'the disk is full'))
    const { account, secrets } = await world({ record })
    await fetch((await account.connect(BY)).authorize_url)
    await expect.poll(account.current).toMatchObject({ state: 'failed' })
    expect(secrets.size).toBe(0)
  })

  it.each(['before it is kept', 'once it is kept'])('stays away when it is disconnected %s', async (when) => {
    const [asked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const held = new Map<string, string>()
    const { account, lines, standIn } = await world({
      secrets: {
        read: async (name) => held.get(name) ?? null,
        keep: async (name, value) => {
          if (when === 'once it is kept') held.set(name, value)
          asked.resolve()
          await gate.promise
          held.set(name, value)
        },
        remove: async (name) => void held.delete(name),
      },
    })
    const { authorize_url } = await account.connect(BY)
    await fetch(authorize_url)
    await asked.promise
    expect(await account.disconnect(BY)).toMatchObject({ state: 'none' })
    gate.resolve()
    await expect.poll(() => [held.size, standIn.oauth.granted()]).toEqual([0, 0])
    await account.close()
    expect([...held]).toEqual([])
    expect(await account.current()).toMatchObject({ state: 'none' })
    // What the log said before it was kept, it takes back.
    expect(lines.map(({ type }) => type).slice(0, 1)).toEqual(['account_connected'])
    expect(lines.at(-1)).toMatchObject({ type: 'account_disconnected', data: { by: 'console' } })
  })

  it('leaves the connection that is there as it is when another attempt comes to nothing', async () => {
    const { account, secrets, standIn } = await world({}, 'old-token')
    standIn.oauth.consent = 'deny'
    await fetch((await account.connect(BY)).authorize_url)
    await expect.poll(account.current).toMatchObject({ state: 'connected' })
    expect(secrets.get(REFRESH_TOKEN)).toBe('old-token')
  })

  it('leaves the connection that is there when the new one cannot be asked, recorded or kept, and says why', async () => {
    const broken = new Map<string, Partial<FamilyParts<YoutubeSettings>>>([
      ['asked', {}],
      ['recorded', { record: () => Promise.reject(new AppError('audit_unavailable', 'the disk is full')) }],
    ])
    for (const [what, more] of broken) {
      const away = () => Promise.reject(youtubeError('youtube_unreachable', 'YouTube is away.'))
      const { account, secrets, lines, standIn } = await world(more, 'old-token', what === 'asked' ? away : undefined)
      await fetch((await account.connect(BY)).authorize_url)
      await expect.poll(account.current).toMatchObject({
        ...{ state: 'connected', detail: expect.stringMatching(/^Connected as before; .*(away|could not be kept)/) },
      })
      expect([secrets.get(REFRESH_TOKEN), lines]).toEqual(['old-token', []])
      // At Google the two are one permission: taking the new one back would end the old one.
      expect(standIn.oauth.granted()).toBe(1)
    }
  })

  it('is in the log before it is kept, and the log says so when it could not be kept', async () => {
    const order: string[] = []
    const held = new Map([[REFRESH_TOKEN, 'old-token']])
    const { account, lines } = await world({
      secrets: {
        read: async (name) => held.get(name) ?? null,
        keep: async () => {
          order.push(...lines.map(({ type }) => type))
          throw new Error('no space')
        },
        remove: async (name) => void held.delete(name),
      },
    })
    await fetch((await account.connect(BY)).authorize_url)
    await expect
      .poll(account.current)
      .toMatchObject({ state: 'connected', detail: expect.stringContaining('as before') })
    expect(order).toEqual(['account_connected'])
    expect(lines).toMatchObject([
      { type: 'account_connected' },
      { type: 'account_disconnected', data: { by: 'console' } },
    ])
    expect(held.get(REFRESH_TOKEN)).toBe('old-token')
  })

  it('is asked for with the permission that was just given, not with the one that is kept', async () => {
    const given: string[] = []
    const channel = async (accessToken: string) => {
      given.push(accessToken, secrets.get(REFRESH_TOKEN) ?? '')
      return CHANNEL
    }
    const { account, secrets, standIn } = await world({}, 'old-token', channel)
    await fetch((await account.connect(BY)).authorize_url)
    await expect.poll(account.current).toMatchObject({ state: 'connected', detail: 'Connected.' })
    const [access = '', kept] = given
    expect([standIn.oauth.isLive(`Bearer ${access}`), kept]).toEqual([true, 'old-token'])
    expect(secrets.get(REFRESH_TOKEN)).not.toBe('old-token')
  })

  it('that Google refuses is forgotten only while it is the one that is kept', async () => {
    const { account, secrets, lines } = await world({}, 'new-token')
    await account.load()
    await account.revoked('old-token')
    expect([secrets.get(REFRESH_TOKEN), lines]).toEqual(['new-token', []])
    await account.revoked('new-token')
    expect(secrets.size).toBe(0)
    expect(lines).toMatchObject([{ type: 'account_disconnected', data: { by: 'service' } }])
  })

  it('does not say whose it is when the log does not know', async () => {
    const known = await world(
      { lastLine: (type) => (type === 'account_connected' ? line(type, 5) : line(type, 4)) },
      't',
    )
    expect(await known.account.current()).toMatchObject({ state: 'connected', channel_title: 'Mine' })
    const ended = await world({ lastLine: (type) => line(type, type === 'account_connected' ? 5 : 6) }, 't')
    expect(await ended.account.current()).toMatchObject({ state: 'connected', channel_title: null })
    expect(known.account.status()).toMatchObject({ state: 'ready', checked_at: '2026-01-31T00:00:00.000Z' })
  })

  it('is forgotten here even when Google does not answer, and says so', async () => {
    const { account, secrets, standIn, lines } = await world({}, 'token')
    await standIn.close()
    expect(await account.disconnect(BY)).toMatchObject({
      state: 'none',
      detail: expect.stringContaining('did not answer'),
    })
    expect(secrets.size).toBe(0)
    expect(lines).toMatchObject([{ type: 'account_disconnected', actor: { sub: 'anna' }, data: { by: 'operator' } }])
  })

  it('cannot be taken out of the environment, and says so', async () => {
    const secrets = { read: async () => 'from-env', keep: async () => undefined, remove: async () => undefined }
    const { account } = await world({ secrets })
    expect(await account.disconnect(BY)).toMatchObject({
      state: 'connected',
      detail: expect.stringContaining('environment'),
    })
  })

  it('says what is missing while there is no client id, or nothing was looked up yet', async () => {
    const { account } = await world({ settings: () => YoutubeSettings.parse({}) })
    expect(account.status()).toMatchObject({ state: 'off', detail: 'No client id is set.' })
    const early = await world()
    expect(early.account.status()).toMatchObject({ state: 'unknown' })
    await early.account.load()
    expect(early.account.status()).toMatchObject({ state: 'off', remediation_hint: expect.stringContaining('connect') })
  })
})
