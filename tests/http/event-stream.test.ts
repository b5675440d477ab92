import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { createEventStream, type StreamLimits } from '../../main/http/events-sse.ts'
import { createExchange } from '../../main/http/exchange.ts'
import { createMemoryLog } from '../support/memory-log.ts'

const GRANT = { actor: { sub: 'ci', scopes: ['observer' as const], door: 'http' as const }, jti: 'j1', expires_ms: 1 }

/** The stream alone behind a socket, with limits that a test can reach. */
async function serveStream(limits: StreamLimits, isLive: () => boolean = () => true) {
  const log = createMemoryLog()
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock: { now: () => 0 } })
  const stream = createEventStream({ hub, log, limits, isLive })
  const server = createServer((incoming, outgoing) => {
    const exchange = createExchange(
      new Request('http://x.invalid/api/events'),
      { incoming, outgoing },
      'GET /api/events',
      'c1',
      {},
    )
    const call = { actor: exchange.actor, correlation_id: 'c1' }
    stream.handlers.events({
      exchange,
      call,
      grant: GRANT,
      params: undefined,
      query: undefined,
      body: undefined,
      raw: new Uint8Array(),
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    stream.close()
    server.closeAllConnections()
    server.close()
  })
  return { hub, log, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('the bytes of the stream', () => {
  it('have a comment as heartbeat, so that a silent line is known to be alive', async () => {
    const { url } = await serveStream({ maxWaitingBytes: 1024, heartbeatMs: 20 })
    const response = await fetch(url)
    let text = ''
    for await (const part of response.body ?? []) {
      text += Buffer.from(part).toString()
      if (text.split(': heartbeat\n\n').length > 3) break
    }
    expect(text).toBe(`: connected\n\n${': heartbeat\n\n'.repeat(text.split(': heartbeat').length - 1)}`)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
  it('end with the next heartbeat once the token has expired, and say nothing more before that', async () => {
    let live = true
    const { hub, url } = await serveStream({ maxWaitingBytes: 1024, heartbeatMs: 20 }, () => live)
    const response = await fetch(url)
    live = false
    hub.publish('webhook_applied', {
      seq: 1,
      ts: '2026-01-01T00:00:00Z',
      correlation_id: 'c',
      source: 'x',
      event: 'y',
      delivery_id: 'z',
    })
    expect(await response.text()).not.toContain('webhook_applied')
    expect(hub.clients).toBe(0)
  })
})
