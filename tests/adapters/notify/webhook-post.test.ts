import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { resolveBySystem } from '../../../main/adapters/notify/checked-lookup.ts'
import { createWebhookPost } from '../../../main/adapters/notify/webhook-post.ts'
import type { WebhookPost } from '../../../main/core/tools/notify/webhook-way.ts'
import { startReceiver, type Treatment } from '../../support/notify/webhook-receiver.ts'

const never = new AbortController().signal
const post = createWebhookPost(resolveBySystem)
const to = (url: string, over: Partial<WebhookPost> = {}): WebhookPost => ({
  ...{ url, body: '{"a":"é"}', private_allowed: false, ...over },
  headers: { 'webhook-id': 'call-1', 'content-type': 'application/json' },
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('a webhook that is posted', () => {
  it('arrives with its headers and exactly its bytes', async () => {
    const receiver = await startReceiver()
    expect(await post(to(receiver.url), never)).toEqual({ how: 'answer', status: 200, retry_after: null, excerpt: '' })
    expect(receiver.calls).toMatchObject([{ path: '/hook', id: 'call-1', body: '{"a":"é"}' }])
    expect(receiver.calls[0]?.headers['content-length']).toBe('10')
  })

  it.each<[string, Treatment, object]>([
    [
      'is told to come later',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' }, body: 'slow down' },
      { how: 'answer', status: 429, retry_after: '7', excerpt: 'slow down' },
    ],
    ['meets trouble', { kind: 'answer', status: 500, body: 'oops' }, { how: 'answer', status: 500, excerpt: 'oops' }],
    ['is dropped without an answer', { kind: 'drop' }, { how: 'broken', reason: 'ECONNRESET' }],
    ['gets half a status line', { kind: 'cut' }, { how: 'broken' }],
    [
      'is taken, and the connection breaks within the answer’s body',
      { kind: 'cut_body' },
      { how: 'answer', status: 200 },
    ],
    ['is taken, and the answer never ends', { kind: 'endless', status: 200 }, { how: 'answer', status: 200 }],
  ])('tells what came of it when it %s', async (_name, treatment, expected) => {
    const receiver = await startReceiver()
    receiver.next(treatment)
    expect(await post(to(receiver.url), never)).toMatchObject(expected)
    expect(receiver.calls).toHaveLength(1)
  })

  it('keeps no more than the beginning of a long answer', async () => {
    const receiver = await startReceiver()
    receiver.next({ kind: 'endless', status: 400 })
    const came = await post(to(receiver.url), never)
    expect(came).toMatchObject({ how: 'answer', status: 400, excerpt: 'x'.repeat(2048) })
  })

  it('ends with its signal while nobody answers', async () => {
    const receiver = await startReceiver()
    receiver.next({ kind: 'hang' })
    const end = new AbortController()
    const posting = post(to(receiver.url), end.signal)
    await expect.poll(() => receiver.calls.length).toBe(1)
    end.abort()
    expect(await posting).toEqual({ how: 'broken', reason: 'no answer in time' })
  })

  it('has sent nothing when nobody listens, or the name leads nowhere', async () => {
    const port = await freePort()
    expect(await post(to(`http://127.0.0.1:${port}/`), never)).toEqual({ how: 'not_sent', reason: 'ECONNREFUSED' })
    const lost = createWebhookPost(() => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })))
    const came = await lost(to('https://hooks.example.org/'), never)
    expect(came).toEqual({ how: 'not_sent', reason: 'ENOTFOUND' })
  })

  it('has sent nothing when the other side does not speak TLS', async () => {
    const receiver = await startReceiver()
    const came = await post(to(receiver.url.replace('http:', 'https:')), never)
    expect(came).toMatchObject({ how: 'not_sent' })
    expect(receiver.calls).toEqual([])
  })

  it.each([301, 302, 307, 308])('does not follow a redirect (%i) to where it must not go', async (status) => {
    const receiver = await startReceiver()
    const elsewhere = await startReceiver()
    const location = status === 301 ? 'http://169.254.169.254/latest/meta-data/' : elsewhere.url
    receiver.next({ kind: 'answer', status, headers: { location } })
    expect(await post(to(receiver.url), never)).toMatchObject({ how: 'answer', status })
    expect([receiver.calls.length, elsewhere.calls.length]).toEqual([1, 0])
  })
})

describe('where a webhook goes', () => {
  it.each([
    ...['http://169.254.169.254/latest/meta-data/', 'https://10.0.0.1/', 'https://192.168.1.1/', 'https://172.16.0.1/'],
    ...[
      'https://[fe80::1]/',
      'https://[fd00::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://0.0.0.0/',
      'https://0x0a000001/',
    ],
    ...['https://[64:ff9b::a00:1]/', 'https://100.64.0.1/', 'https://[::]/'],
  ])('is not the address %s', async (url) => {
    expect(await post(to(url), never)).toMatchObject({
      ...{ how: 'refused', reason: expect.stringContaining('not of the public internet') },
    })
  })

  it('is not a name that leads to this machine or into a private network, though one of its addresses be public', async () => {
    const receiver = await startReceiver()
    const bad = [{ address: '127.0.0.1' }, { address: '10.1.2.3' }, { address: '::1' }]
    for (const { address } of bad) {
      const family = address.includes(':') ? 6 : 4
      const resolve = async () => [{ address: '93.184.215.14', family: 4 }, ...[{ address, family }]]
      const url = `http://rebind.example.org:${receiver.port}/`
      expect(await createWebhookPost(resolve)(to(url), never)).toMatchObject({ how: 'refused' })
    }
    expect(receiver.calls).toEqual([])
  })

  it('is the very address that was checked: the name is not looked up a second time', async () => {
    const receiver = await startReceiver()
    let asked = 0
    const resolve = async () => {
      asked += 1
      return asked === 1 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '169.254.169.254', family: 4 }]
    }
    const url = `http://build.example.org:${receiver.port}/hook`
    const came = await createWebhookPost(resolve)(to(url, { private_allowed: true }), never)
    expect([came.how, asked]).toEqual(['answer', 1])
    expect(receiver.calls[0]?.headers.host).toBe(`build.example.org:${receiver.port}`)
  })

  it('may be this machine under the name that everybody has for it', async () => {
    const receiver = await startReceiver()
    const came = await post(to(receiver.url.replace('127.0.0.1', 'localhost')), never)
    expect(came).toMatchObject({ how: 'answer', status: 200 })
  })

  it('may be in a private network when the settings name the host', async () => {
    const end = new AbortController()
    end.abort()
    const came = await post(to('https://10.0.0.1/', { private_allowed: true }), end.signal)
    expect(came).toEqual({ how: 'not_sent', reason: 'no answer in time' })
  })
})
