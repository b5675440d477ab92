import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadConfig } from '../../main/config.ts'
import { openConsoleHost } from '../../main/console-host.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { openOwned } from '../../main/core/kernel/lifetime.ts'
import { StartupError } from '../../main/core/kernel/startup-error.ts'
import { NO_HOST_PORTS } from '../../main/core/tools/host-ports.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { forgedHeaders, type IngressApp, signedHeaders, startIngressApp, WITH_SECRET } from '../support/ingress-app.ts'
import { startService } from '../support/service.ts'

const ISSUE = readFileSync(join(import.meta.dirname, '../../scripts/samples/issues-opened.json'), 'utf8')
/** Under the public name of a tunnel. */
const PUBLIC = { host: 'console-4711.tunnel.example' }
const open = (): Promise<IngressApp> => startIngressApp(null, WITH_SECRET)

describe('the ingress-only listener', () => {
  it('takes webhooks under the public name of a tunnel', async () => {
    const app = await open()
    const good = await app.send(
      ...[app.ingress, 'POST', '/webhooks/github', { ...PUBLIC, ...signedHeaders('d-1', ISSUE) }, ISSUE],
    )
    expect([good.status, JSON.parse(good.body)]).toEqual([200, expect.objectContaining({ outcome: 'task_created' })])
    const forged = await app.send(
      ...[app.ingress, 'POST', '/webhooks/github', { ...PUBLIC, ...forgedHeaders('d-2', ISSUE) }, ISSUE],
    )
    expect([forged.status, JSON.parse(forged.body)]).toEqual([
      401,
      expect.objectContaining({ error_code: 'signature_invalid' }),
    ])
  })
  it('says that it lives, and neither its version nor its age', async () => {
    const app = await open()
    const { status, body } = await app.send(app.ingress, 'GET', '/health', PUBLIC, '')
    expect([status, body]).toEqual([200, '{"status":"ok"}'])
    expect((await app.send(app.ingress, 'HEAD', '/health', PUBLIC, '')).status).toBe(200)
  })
  it('answers everything else with the same bytes, whatever it is and whoever asks', async () => {
    const app = await open()
    const token = await app.token()
    const answers = new Set<string>()
    const asked: [string, string][] = [
      ['GET', '/'],
      ['GET', '/api/tasks'],
      ['POST', '/api/tasks'],
      ['GET', '/api/events'],
      ['GET', '/api/audit'],
      ['POST', '/api/session'],
      ['GET', '/system/info'],
      ['GET', '/openapi.yaml'],
      ['GET', '/index.html'],
      ['GET', '/nowhere'],
      ['GET', '/..%2f..%2fpackage.json'],
      ['GET', '/webhooks/github'],
      ['PUT', '/webhooks/github'],
      ['POST', '/webhooks/github/'],
      ['POST', '/webhooks'],
      ['POST', '/webhooks/gitlab'],
      ['POST', '/health'],
      ['OPTIONS', '/webhooks/github'],
      ['DELETE', '/api/tasks/x'],
    ]
    for (const headers of [{}, PUBLIC, { authorization: `Bearer ${token}`, cookie: `countersign_session=${token}` }])
      for (const [method, path] of asked) {
        const answer = await app.send(app.ingress, method, path, headers, '')
        const { date, ...rest } = answer.headers
        answers.add(JSON.stringify([answer.status, rest, answer.body]))
      }
    expect(answers.size).toBe(1)
    expect([...answers][0]).toMatch(/^\[404,.*not_found/)
  })
  it('refuses what a page of another site sends', async () => {
    const app = await open()
    const headers = { ...PUBLIC, ...signedHeaders('d-1', ISSUE), origin: 'https://evil.example' }
    const answer = await app.send(app.ingress, 'POST', '/webhooks/github', headers, ISSUE)
    expect([answer.status, JSON.parse(answer.body).error_code]).toEqual([403, 'origin_not_allowed'])
  })
  it('does not take anything away from the console’s own listener', async () => {
    const app = await open()
    expect((await app.send(app.url, 'GET', '/openapi.yaml', {}, '')).status).toBe(200)
    const named = await app.send(app.url, 'GET', '/health', PUBLIC, '')
    expect([named.status, JSON.parse(named.body).error_code]).toEqual([403, 'host_not_allowed'])
  })
})

describe('what the world sends to the ingress-only listener', () => {
  it('is counted instead of written one by one: unknown paths, health, what is no HTTP', async () => {
    const app = await open()
    for (let i = 0; i < 60; i += 1) await app.send(app.ingress, 'GET', `/wp-login-${i}.php`, PUBLIC, '')
    for (let i = 0; i < 60; i += 1) await app.send(app.ingress, 'GET', '/health', PUBLIC, '')
    for (let i = 0; i < 20; i += 1)
      await new Promise((resolve) => app.socket(app.ingress, 'EHLO mail\r\n\r\n').on('close', resolve).resume())
    await app.stop()
    const again = await startIngressApp(app.dataRoot, WITH_SECRET)
    const counted = async (type: 'request_refused' | 'request_served', route: string) => {
      const lines = (await again.lines(type)).filter((line) => line.route === route && line.data['door'] === 'ingress')
      return [lines.length < 10, lines.reduce((sum, { data }) => sum + Number(data['count']), 0)]
    }
    expect(await counted('request_refused', 'ANY /*')).toEqual([true, 60])
    expect(await counted('request_served', 'GET /health')).toEqual([true, 60])
    expect(await counted('request_refused', 'unreadable')).toEqual([true, 20])
  })
  it('too slowly is cut off', async () => {
    const app = await open()
    const socket = app.socket(app.ingress, 'POST /webhooks/github HTTP/1.1\r\nhost: a.example\r\nx-a: ')
    let answer = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part
    })
    await new Promise((resolve) => socket.on('close', resolve))
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })
  it('over more connections than a tunnel needs is turned away, and the console’s own listener stays free', async () => {
    const app = await open()
    let turnedAway = 0
    for (let i = 0; i < 200; i += 1) {
      let answer = ''
      app
        .socket(app.ingress, 'GET /health HTTP/1.1\r\n')
        .on('data', (part) => {
          answer += part
        })
        // The others are told 408 after a while, because they never finish their request.
        .on('close', () => {
          if (!answer.includes(' 408 ')) turnedAway += 1
        })
    }
    await expect.poll(() => turnedAway).toBe(200 - 128)
    expect((await app.send(app.url, 'GET', '/health', {}, '')).status).toBe(200)
  })
})

describe('starting and stopping with an ingress-only listener', () => {
  it('is told in the ready line, and stops in good order while both listeners have open connections', async () => {
    const service = await startService({
      dataRoot: await temporaryFolder(),
      flags: ['--ingress-port', '0'],
      env: WITH_SECRET,
    })
    const { url, ingress_url } = service as unknown as { url: string; ingress_url: string }
    expect(ingress_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(ingress_url).not.toBe(url)
    await Promise.all([url, ingress_url].map((each) => fetch(`${each}/health`).then((answer) => answer.text())))
    const head = `POST /webhooks/github HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`
    for (const each of [url, ingress_url])
      connect(Number(new URL(each).port), '127.0.0.1')
        .on('error', () => 0)
        .write(head)
    expect(await service.stop('SIGTERM')).toBe(0)
  })
  it('is not there without the flag', async () => {
    const service = await startService({ dataRoot: await temporaryFolder(), flags: [], env: {} })
    expect(service).not.toHaveProperty('ingress_url')
    await service.stop('SIGTERM')
  })
  it('on a port that is taken fails by the flag’s name and leaves no listener behind', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void blocker.close())
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    const root = await temporaryFolder()
    const config = loadConfig(['--data-root', root, '--port', '0', '--ingress-port', String(port)], {}, root)
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const before = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
    const started = openOwned((owner) => openConsoleHost(owner, config, 'headless', silent, NO_DESKTOP, NO_HOST_PORTS))
    await expect(started).rejects.toThrow(StartupError)
    await expect(started).rejects.toMatchObject({ remedy: expect.stringContaining('--ingress-port') })
    expect(process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length).toBe(before)
  })
})

describe('connections to the ingress listener that nobody ends', () => {
  it('are ended by the console after what is no request, and make room for others', async () => {
    const app = await startIngressApp(null, WITH_SECRET)
    const { port, hostname } = new URL(app.ingress)
    // They keep their own side open, as nobody's client does by mistake.
    const sockets = Array.from({ length: 140 }, () => {
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
      onTestFinished(() => void socket.destroy())
      socket.on('error', () => undefined).resume()
      socket.write('GARBAGE\r\n\r\n')
      return socket
    })
    await vi.waitFor(async () => expect((await app.send(app.ingress, 'GET', '/health', {}, '')).status).toBe(200), {
      timeout: 20_000,
    })
    expect(sockets).toHaveLength(140)
  })
})
