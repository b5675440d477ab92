import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { createEventStream, type StreamLimits } from '../../main/http/events-sse.ts'
import { createExchange } from '../../main/http/exchange.ts'
import { createMemoryLog } from '../support/memory-log.ts'

/** The stream alone behind a socket, with limits that a test can reach. */
async function serveStream(limits: StreamLimits) {
  const log = createMemoryLog()
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock: { now: () => 0 } })
  const stream = createEventStream({ hub, log, limits })
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
      grant: null,
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
})
