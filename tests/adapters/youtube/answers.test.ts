import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { callGoogle } from '../../../main/adapters/youtube/google-call.ts'
import { heardOf, sessionUrlFrom } from '../../../main/adapters/youtube/upload-requests.ts'
import { failure, uploadAtStandIn } from '../../support/youtube-stand-in/upload-at-stand-in.ts'

const NEVER = new AbortController().signal
const answerWith = (json: unknown) => ({
  ...{ status: 200, headers: new Headers(), reason: null, message: '', json },
})

describe('where the bytes go', () => {
  it('is Google, or who stands in for it: an access token is sent to nobody else', () => {
    const from = (location: string, root = 'https://www.googleapis.com') =>
      sessionUrlFrom(new Headers(location === '' ? {} : { location }), root)
    const good = 'https://www.googleapis.com/upload/youtube/v3/videos?upload_id=x'
    expect(from(good)).toBe(good)
    expect(from('https://youtube.googleapis.com/upload?upload_id=x')).not.toBeNull()
    expect(from('http://127.0.0.1:8080/up', 'http://127.0.0.1:8080')).not.toBeNull()
    for (const wrong of [
      ...['', 'nonsense', '/relative', 'http://www.googleapis.com/up', 'https://googleapis.com.evil.example/up'],
      ...['https://evilgoogleapis.com/up', 'https://a:b@www.googleapis.com/up', 'https://x.googleapis.com:444/up'],
    ])
      expect(from(wrong), wrong).toBeNull()
    expect(from('http://127.0.0.1:9999/up', 'http://127.0.0.1:8080')).toBeNull()
  })
})

describe('what is answered', () => {
  it('names a video only with an id that can be part of an address', () => {
    expect(heardOf(answerWith({ id: 'abc-DEF_123' }))).toMatchObject({ video_id: 'abc-DEF_123' })
    for (const json of [{ id: '../../x' }, { id: 5 }, { id: '' }, null, 'text', []])
      expect(heardOf(answerWith(json))).toMatchObject({ video_id: null })
    expect(heardOf(null)).toEqual({ kind: 'lost' })
  })

  it('says how long to wait in seconds or as a date, by its own clock', () => {
    const asked = (headers: Record<string, string>) =>
      heardOf({ status: 503, headers: new Headers(headers), json: null, reason: null, message: '' })
    expect(asked({ 'retry-after': '7' })).toMatchObject({ retry_after_ms: 7000 })
    const dated = { 'retry-after': 'Sun, 01 Feb 2026 00:00:30 GMT' }
    expect(asked({ ...dated, date: 'Sun, 01 Feb 2026 00:00:00 GMT' })).toMatchObject({ retry_after_ms: 30_000 })
    expect(asked(dated)).toMatchObject({ retry_after_ms: null })
    for (const wrong of ['-1', 'soon', '1e9', ''])
      expect(asked({ 'retry-after': wrong }), wrong).toMatchObject({ retry_after_ms: null })
  })

  it('is not read without end, not waited for without end, and a redirect is not followed', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/long') response.end('x'.repeat(2 * 1024 * 1024))
      else if (request.url === '/moved') response.writeHead(302, { location: '/ok' }).end()
      else if (request.url === '/ok') response.end('{"ok":true}')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => server.closeAllConnections())
    onTestFinished(() => void server.close())
    await expect.poll(() => server.listening).toBe(true)
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const call = (path: string, deadline_ms: number, signal = NEVER) =>
      callGoogle({ method: 'GET', url: root + path, headers: {}, body: null, deadline_ms }, signal)
    expect(await call('/long', 60_000)).toBeNull()
    expect(await call('/moved', 60_000)).toMatchObject({ status: 302, json: null })
    expect(await call('/never', 20)).toBeNull()
    expect(await call('/ok', 60_000)).toMatchObject({ json: { ok: true } })
    const stop = new AbortController()
    const waiting = call('/never', 60_000, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })

  it('of the Data API is told apart by what an operator can do about it', async () => {
    const { api, standIn } = await uploadAtStandIn(1)
    for (const [status, reason, code] of [
      [403, 'quotaExceeded', 'youtube_quota_exceeded'],
      [403, 'insufficientPermissions', 'youtube_scope_missing'],
      [403, 'forbidden', 'youtube_refused'],
      [404, 'videoNotFound', 'youtube_video_gone'],
      [503, 'backendError', 'youtube_unreachable'],
      [429, 'rateLimitExceeded', 'youtube_unreachable'],
    ] as const) {
      standIn.faults.add('api', { kind: 'status', status, keep: 0, reason })
      expect(await failure(api.channel(NEVER)), reason).toBe(code)
    }
    standIn.faults.add('api', { kind: 'cut', keep: 0 })
    expect(await failure(api.channel(NEVER))).toBe('youtube_unreachable')
    standIn.faults.add('api', { kind: 'status', status: 401, keep: 0 }, { kind: 'status', status: 401, keep: 0 })
    expect(await failure(api.channel(NEVER))).toBe('youtube_not_connected')
    standIn.oauth.expireAccess()
    expect(await api.channel(NEVER)).toMatchObject({ title: 'Stand-in channel' })
    expect(await api.remove('not-there-0', NEVER)).toBe(false)
    expect(await api.video('not-there-0', NEVER)).toBeNull()
  })
})
