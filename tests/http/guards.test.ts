import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { startApp } from '../support/running-app.ts'

const codeOf = (body: string): string => Problem.parse(JSON.parse(body)).error_code

describe('a request from elsewhere', () => {
  it('under another name (DNS rebinding) is refused, on every kind of path', async () => {
    const running = await startApp()
    for (const path of ['/health', '/api/tasks', '/', '/webhooks/github']) {
      const answer = await running.raw(path === '/webhooks/github' ? 'POST' : 'GET', path, {
        host: 'evil.example:8787',
      })
      expect([path, answer.status, codeOf(answer.body)]).toEqual([path, 403, 'host_not_allowed'])
    }
    expect((await running.raw('GET', '/health', { host: 'LOCALHOST:1' })).status).toBe(200)
    expect((await running.raw('GET', '/health', { host: '[::1]:1' })).status).toBe(200)
  })
  it('by a page of another site, or of another port of this machine, is refused', async () => {
    const running = await startApp()
    const { host } = new URL(running.url)
    const own = await running.raw('GET', '/health', { host, origin: running.url })
    expect(own.status).toBe(200)
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await running.raw('GET', '/health', { host, ...headers } as Record<string, string>)
      expect([headers, codeOf(answer.body)]).toEqual([headers, 'origin_not_allowed'])
    }
  })
  it('leaves a line that says who and why', async () => {
    const running = await startApp()
    await running.raw('GET', '/api/tasks', { host: 'evil.example' })
    await expect
      .poll(async () => (await running.lines('request_refused'))[0])
      .toMatchObject({
        route: 'GET /api/tasks',
        status: 403,
        actor: { sub: 'anonymous', door: 'http' },
        data: { error_code: 'host_not_allowed' },
      })
  })
  it('cannot fill the log: what nobody answers for is counted, in a few lines', async () => {
    const running = await startApp()
    const { host } = new URL(running.url)
    for (let n = 0; n < 100; n += 1) {
      await running.raw('GET', '/api/tasks', { host, 'sec-fetch-site': 'cross-site' })
      await running.raw('GET', `/nothing-${n}`, { host, accept: 'application/json' })
      await running.raw('DELETE', '/api/tasks', { host })
    }
    await running.stop()
    const again = await startApp({ dataRoot: running.config.data_root })
    const lines = await again.lines('request_refused')
    const told = (code: string) => lines.filter(({ data }) => data['error_code'] === code)
    for (const code of ['origin_not_allowed', 'not_found', 'method_not_allowed'])
      expect([code, told(code).reduce((sum, { data }) => sum + Number(data['count']), 0)]).toEqual([code, 100])
    expect(lines.length).toBeLessThan(12)
  })
})

describe('a body', () => {
  it('that is not JSON by type or by content is refused', async () => {
    const running = await startApp()
    const text = await running.call('POST', '/api/tasks', 'admin', 'request_text=x', { 'content-type': 'text/plain' })
    expect([text.status, codeOf(await text.text())]).toEqual([415, 'unsupported_media_type'])
    const broken = await running.call('POST', '/api/tasks', 'admin', '{"request_text":')
    expect([broken.status, codeOf(await broken.text())]).toEqual([400, 'payload_not_json'])
  })
  it('that is nested deeper than 64 levels is refused before it is parsed', async () => {
    const running = await startApp()
    const deep = await running.call('POST', '/api/tasks', 'admin', `{"request_text":${'['.repeat(100_000)}`)
    expect([deep.status, codeOf(await deep.text())]).toEqual([400, 'payload_too_deep'])
  })
  it('with a wrong or unknown member is refused by the member’s name', async () => {
    const running = await startApp()
    const unknown = await running.call('POST', '/api/tasks', 'admin', { request_text: 'x', colour: 'red' })
    expect(Problem.parse(await unknown.json())).toMatchObject({
      error_code: 'validation_failed',
      detail: expect.stringMatching(/colour/),
    })
    const wrong = await running.call('POST', '/api/tasks', 'admin', { request_text: '' })
    expect(Problem.parse(await wrong.json()).detail).toMatch(/request_text/)
  })
  it('over 1 MiB is refused, said beforehand or not', async () => {
    const running = await startApp()
    const large = JSON.stringify({ request_text: 'x'.repeat(1024 * 1024) })
    const said = await running.call('POST', '/api/tasks', 'admin', large)
    expect([said.status, codeOf(await said.text())]).toEqual([413, 'payload_too_large'])
    const { hostname, port } = new URL(running.url)
    const socket = connect(Number(port), hostname)
    const answer = new Promise<string>((resolve, reject) => {
      let got = ''
      socket.setEncoding('utf8').on('data', (part: string) => {
        got += part
        if (got.includes('payload_too_large')) resolve(got)
      })
      socket.on('close', () => resolve(got))
      socket.on('error', reject)
    })
    const token = await running.token('admin')
    socket.write(`POST /api/tasks HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n`)
    socket.write('content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n')
    const part = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    for (let i = 0; i < 20; i += 1) socket.write(part)
    expect(await answer).toMatch(/ 413 /)
    socket.destroy()
  })
})

describe('a request that never becomes whole', () => {
  /** Sends and hangs up, or waits for the server to. */
  const send = async (url: string, text: string, hangUp: boolean): Promise<string> => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    if (hangUp) socket.end(text)
    else socket.write(text)
    let got = ''
    for await (const part of socket.setEncoding('utf8')) got += part
    return got
  }
  it('because its body breaks off leaves its line, with a token seen for the first time too', async () => {
    const running = await startApp()
    for (let i = 0; i < 10; i += 1) {
      const issued = await running.call('POST', '/api/tokens', 'admin', { scope: 'admin', sub: `broken-${i}` })
      const { token } = (await issued.json()) as { token: string }
      const head = `POST /api/tasks HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n`
      await send(running.url, `${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{"request`, true)
    }
    const broken = async () =>
      (await running.lines('request_refused')).filter((line) => line.actor.sub.startsWith('broken-'))
    await expect.poll(async () => (await broken()).length).toBe(10)
  })
  it('because its Host header cannot be read is a problem and leaves its line', async () => {
    const running = await startApp()
    const answer = await send(
      running.url,
      'GET /health HTTP/1.1\r\nhost: a@127.0.0.1\r\nconnection: close\r\n\r\n',
      false,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"error_code":"validation_failed"/)
    await expect.poll(async () => (await running.lines('request_refused')).at(-1)?.route).toBe('unreadable')
  })
  it.each([
    ['it has no Host header', 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 40[03] /],
    [
      'it expects what nobody knows',
      'GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: more\r\n\r\n',
      /^HTTP\/1\.1 417 /,
    ],
    ['it asks for a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n', /^HTTP\/1\.1 405 /],
  ])('because %s is refused and leaves its line', async (_why, text, answer) => {
    const running = await startApp()
    expect(await send(running.url, text, false)).toMatch(answer)
    await expect.poll(async () => await running.lines('request_refused')).toHaveLength(1)
  })
  it('because it is no HTTP at all is refused and leaves its line', async () => {
    const running = await startApp()
    expect(await send(running.url, 'EHLO mail\r\n\r\n', false)).toMatch(/^HTTP\/1\.1 400 /)
    await expect.poll(async () => (await running.lines('request_refused')).at(-1)?.route).toBe('unreadable')
  })
})

describe('every answer', () => {
  it('carries the security headers, also problems and the console', async () => {
    const running = await startApp()
    for (const path of ['/health', '/api/tasks', '/nowhere']) {
      const { headers } = await running.raw('GET', path, { host: '127.0.0.1' })
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringMatching(/default-src 'none'/),
      })
    }
  })
  it('to a path that is none is a problem; to a wrong method too, with the right ones', async () => {
    const running = await startApp()
    const nowhere = await running.raw('GET', '/api/nowhere', { host: '127.0.0.1' })
    expect([nowhere.status, codeOf(nowhere.body)]).toEqual([404, 'not_found'])
    const traversal = await running.raw('GET', '/..%2f..%2fpackage.json', { host: '127.0.0.1' })
    expect(traversal.status).toBe(404)
    const wrong = await running.raw('PUT', '/api/tasks', { host: '127.0.0.1' })
    expect([wrong.status, codeOf(wrong.body), wrong.headers['allow']]).toEqual([405, 'method_not_allowed', 'GET, POST'])
    const posted = await running.raw('POST', '/nowhere', { host: '127.0.0.1' })
    expect(codeOf(posted.body)).toBe('not_found')
  })
  it('while stopping is a refusal that says so', async () => {
    const running = await startApp()
    running.app.stopTakingRequests()
    const answer = await running.raw('GET', '/health', { host: '127.0.0.1' })
    expect([answer.status, codeOf(answer.body)]).toEqual([503, 'shutting_down'])
  })
  it('of an unexpected error tells nothing of it; the log on stderr has it whole', async () => {
    const logged: unknown[] = []
    const logger = { info: () => undefined, warn: () => undefined, error: (fields: unknown) => logged.push(fields) }
    const running = await startApp({ logger })
    running.app.loginCodes.redeem = () => {
      throw new Error('secret detail')
    }
    const answer = await running.call('POST', '/api/session', null, { code: 'AAAA-AAAA' })
    const body = await answer.text()
    expect([answer.status, codeOf(body)]).toEqual([500, 'internal'])
    expect(body).not.toContain('secret detail')
    expect(logged).toEqual([expect.objectContaining({ err: expect.objectContaining({ message: 'secret detail' }) })])
  })
})
