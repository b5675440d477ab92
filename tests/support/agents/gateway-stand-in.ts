import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'

export interface GatewayRequest {
  readonly id: string
  readonly method: string
}

/**
 * A gateway that lets everybody in and then answers as it is told; what gets `undefined` is never answered. WebSocket as far as short
 * messages need it (RFC 6455), until the test is over.
 */
export async function startGatewayStandIn(answer: (request: GatewayRequest) => unknown) {
  const requests: GatewayRequest[] = []
  const sockets = new Set<Duplex>()
  const server = createServer()
  server.on('upgrade', (request, socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`)
    send(socket, { type: 'event', event: 'connect.challenge', payload: {} })
    let held = Buffer.alloc(0)
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes])
      for (let frame = takeFrame(held); frame !== null; frame = takeFrame(held)) {
        held = held.subarray(frame.length)
        if (frame.text === null) continue
        const asked = JSON.parse(frame.text) as GatewayRequest
        requests.push(asked)
        const payload = asked.method === 'connect' ? {} : answer(asked)
        if (payload !== undefined) send(socket, { type: 'res', id: asked.id, ok: true, payload })
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** One text frame, unmasked, as a server sends it. */
function send(socket: Duplex, message: unknown): void {
  const body = Buffer.from(JSON.stringify(message))
  const size = body.length < 126 ? Buffer.of(body.length) : Buffer.of(126, body.length >> 8, body.length & 0xff)
  socket.write(Buffer.concat([Buffer.of(0x81), size, body]))
}

/** The first frame of a client, which masks it; null while it is not whole. `text` null: it is no text. */
function takeFrame(bytes: Buffer): { readonly length: number; readonly text: string | null } | null {
  if (bytes.length < 2) return null
  const short = (bytes[1] as number) & 0x7f
  const head = short < 126 ? 2 : 4
  if (bytes.length < head) return null
  const size = short < 126 ? short : bytes.readUInt16BE(2)
  const length = head + 4 + size
  if (bytes.length < length) return null
  const mask = bytes.subarray(head, head + 4)
  const body = bytes.subarray(head + 4, length).map((byte, at) => byte ^ (mask[at % 4] as number))
  return { length, text: ((bytes[0] as number) & 0xf) === 1 ? Buffer.from(body).toString() : null }
}
