import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { assertSameBytes, capture } from '../../../scripts/bench/load/capture.ts'
import { openConnection } from '../../../scripts/bench/load/connection.ts'
import { drive } from '../../../scripts/bench/load/drive.ts'
import { createRequestMaker } from '../../../scripts/bench/load/requests.ts'
import { parseOptions, SECTIONS } from '../../../scripts/bench/settings/options.ts'

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe('the load generator', () => {
  it('understands answers in pieces, without a body, and larger than one read', async () => {
    const large = 'y'.repeat(300_000)
    const port = await serve((request, response) => {
      if (request.url === '/304') response.writeHead(304).end()
      else if (request.url === '/large') response.setHeader('content-length', large.length).end(large)
      else {
        response.writeHead(201, { 'content-length': 4 })
        response.write('ab')
        setImmediate(() => response.end('cd'))
      }
    })
    const make = createRequestMaker(port, 'token')
    const connection = await openConnection(port)
    const statuses: number[] = []
    for (const path of ['/304', '/pieces', '/large', '/304']) statuses.push(await connection.send(make.get(path, [])))
    connection.close()
    expect(statuses).toEqual([304, 201, 200, 304])
  })

  it('counts the time that a paced request waited for a stalled service', async () => {
    const stallMs = 300
    let first = true
    const port = await serve((_request, response) => {
      const wait = first ? stallMs : 0
      first = false
      setTimeout(() => response.setHeader('content-length', 0).end(), wait)
    })
    const request = createRequestMaker(port, 'token').get('/', [])
    const now = performance.now()
    const stream = { port, requests: [request], etags: null, connections: 1, perSecond: 50 }
    const { latency } = await drive(stream, { from: now, until: now + 400 }, () => undefined)
    // Every request that was due during the stall has waited for its end; without their due times only the first would show it.
    expect(latency.p50).toBeGreaterThan(stallMs / 10)
    expect(latency.count).toBeGreaterThan(10)
  })

  it('tells when the bare server would not send what the service sends', async () => {
    const serving = (text: string): RequestListener => {
      return (_request, response) => response.setHeader('content-length', text.length).end(text)
    }
    const [one, same, other] = [await serve(serving('one')), await serve(serving('one')), await serve(serving('two'))]
    const request = createRequestMaker(one, 'token').get('/', [])
    expect(await capture(one, request)).toMatchObject({ status: 200, headers: ['content-length', '3'] })
    await expect(assertSameBytes(one, same, request)).resolves.toBeUndefined()
    await expect(assertSameBytes(one, other, request)).rejects.toThrow('does not send what the service sends')
  })
})

describe('the options', () => {
  it('are all sections unless some are named', () => {
    expect(parseOptions([]).sections).toEqual(SECTIONS)
    expect(parseOptions(['--only', 'sse,list', '--quick'])).toMatchObject({ sections: ['list', 'sse'], quick: true })
  })

  it('refuse a section that does not exist', () => {
    expect(() => parseOptions(['--only', 'lists'])).toThrow('lists')
  })
})
