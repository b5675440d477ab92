import { describe, expect, it } from 'vitest'
import { createAccessTokens } from '../../../main/adapters/youtube/access-tokens.ts'
import { createPace } from '../../../main/adapters/youtube/pace.ts'
import { YoutubeSettings } from '../../../main/adapters/youtube/youtube-settings.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { failure } from '../../support/youtube-stand-in/upload-at-stand-in.ts'
import { standInForTest } from '../../support/youtube-stand-in/youtube-app.ts'

const NEVER = new AbortController().signal

async function world(given: { refreshToken?: string | null; settings?: object } = {}) {
  const standIn = await standInForTest()
  const timers = createManualTimers(Date.parse('2026-02-01T00:00:00Z'))
  const refreshToken = given.refreshToken === undefined ? standIn.oauth.grant() : given.refreshToken
  const revoked: string[] = []
  const tokens = createAccessTokens({
    clock: timers.clock,
    settings: () => YoutubeSettings.parse({ ...standIn.settings, ...given.settings }),
    secrets: { refreshToken: async () => refreshToken, clientSecret: async () => 'client-secret' },
    onRevoked: async () => void revoked.push('revoked'),
  })
  return { standIn, timers, tokens, revoked }
}

describe('access tokens', () => {
  it('are asked for once, however many want one, and again a minute before their end', async () => {
    const { standIn, tokens, timers } = await world()
    const [first, second] = await Promise.all([tokens.get(NEVER), tokens.get(NEVER), tokens.get(NEVER)])
    expect([first === second, standIn.oauth.refreshes()]).toEqual([true, 1])
    timers.advance(3599_000 - 61_000)
    expect(await tokens.get(NEVER)).toBe(first)
    timers.advance(2000)
    expect(await tokens.get(NEVER)).not.toBe(first)
    expect(standIn.oauth.refreshes()).toBe(2)
  })

  it('are asked for again after one was not taken, but not because of an older one', async () => {
    const { standIn, tokens } = await world()
    const first = await tokens.get(NEVER)
    tokens.drop('another')
    expect(await tokens.get(NEVER)).toBe(first)
    tokens.drop(first)
    expect(await tokens.get(NEVER)).not.toBe(first)
    tokens.forget()
    await tokens.get(NEVER)
    expect(standIn.oauth.refreshes()).toBe(3)
  })

  it('are not to be had without a client id, without a connection, or when Google has taken it back', async () => {
    const off = await world({ settings: { client_id: null } })
    expect(await failure(off.tokens.get(NEVER))).toBe('youtube_not_configured')
    const none = await world({ refreshToken: null })
    expect(await failure(none.tokens.get(NEVER))).toBe('youtube_not_connected')
    const { standIn, tokens, revoked } = await world()
    standIn.faults.add('token', { kind: 'status', status: 400, keep: 0, reason: 'invalid_client' })
    expect(await failure(tokens.get(NEVER))).toBe('youtube_not_connected')
    expect(revoked).toEqual([])
    standIn.oauth.revokeAll()
    expect(await failure(tokens.get(NEVER))).toBe('youtube_not_connected')
    expect(revoked).toEqual(['revoked'])
  })

  it('are no reason to forget the connection when Google does not answer', async () => {
    const { standIn, tokens, revoked } = await world()
    standIn.faults.add('token', { kind: 'cut', keep: 0 }, { kind: 'status', status: 503, keep: 0 })
    expect(await failure(tokens.get(NEVER))).toBe('youtube_unreachable')
    expect(await failure(tokens.get(NEVER))).toBe('youtube_unreachable')
    expect([typeof (await tokens.get(NEVER)), revoked.length]).toEqual(['string', 0])
  })
})

describe('the pace of an upload', () => {
  const paceOf = (rate: number | null) => {
    const timers = createManualTimers(1_000_000)
    return { timers, pace: createPace({ clock: timers.clock, timers, rate: () => rate }) }
  }
  const nextTurn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const isThere = async (work: Promise<void>): Promise<boolean> =>
    Promise.race([work.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))])

  it('lets the next piece go when the one before has had its time', async () => {
    const { timers, pace } = paceOf(1000)
    await pace.take(500, NEVER)
    const second = pace.take(1, NEVER)
    timers.advance(499)
    expect(await isThere(second)).toBe(false)
    timers.advance(1)
    expect(await isThere(second)).toBe(true)
  })

  it('does not make anybody wait for a clock that was set back, nor without a bound', async () => {
    const { timers, pace } = paceOf(1000)
    await pace.take(500, NEVER)
    timers.setClock(1)
    const second = pace.take(1, NEVER)
    await nextTurn()
    timers.advance(500)
    expect(await isThere(second)).toBe(true)
    const free = paceOf(null)
    await free.pace.take(10 ** 9, NEVER)
    expect(await isThere(free.pace.take(10 ** 9, NEVER))).toBe(true)
  })

  it('is that of all uploads together, however many there are', async () => {
    const { timers, pace } = paceOf(1000)
    let sent = 0
    const upload = async (): Promise<void> => {
      for (let piece = 0; piece < 10; piece += 1) {
        await pace.take(1000, NEVER)
        sent += 1000
      }
    }
    const uploads = [upload(), upload(), upload()]
    for (let second = 0; second < 10; second += 1) {
      await nextTurn()
      timers.advance(1000)
    }
    expect(sent).toBe(10_000)
    for (let second = 0; second < 20; second += 1) {
      await nextTurn()
      timers.advance(1000)
    }
    await Promise.all(uploads)
    expect(sent).toBe(30_000)
  })

  it('lets nobody past those who wait when one of them is ended', async () => {
    const { timers, pace } = paceOf(1000)
    await pace.take(1000, NEVER)
    const stop = new AbortController()
    const [first, ended, last] = [pace.take(1000, NEVER), pace.take(1000, stop.signal), pace.take(1, NEVER)]
    stop.abort(new Error('ended'))
    await expect(ended).rejects.toThrow('ended')
    timers.advance(1000)
    expect([await isThere(first), await isThere(last)]).toEqual([true, false])
    timers.advance(1000)
    expect(await isThere(last)).toBe(true)
  })

  it('ends its wait when the upload is ended', async () => {
    const { pace, timers } = paceOf(1)
    await pace.take(1000, NEVER)
    const stop = new AbortController()
    const waiting = pace.take(1, stop.signal)
    stop.abort(new Error('ended'))
    await expect(waiting).rejects.toThrow('ended')
    expect(timers.waiting()).toBe(0)
  })
})
