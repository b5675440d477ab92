import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One client of a websocket server for tests: JSON in text frames, each smaller than 64 KiB and in one piece. */
export interface Peer {
  send(message: unknown): void
  /** With a close frame (RFC 6455, 5.5.1). */
  close(code: number): void
  /** Without a word. */
  drop(): void
}

export interface WebsocketServer {
  readonly url: string
  readonly peers: readonly Peer[]
  stop(): Promise<void>
}

/** RFC 6455, 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const TEXT = 1
const CLOSE = 8

/** As much of RFC 6455 as a test of a client needs. */
export async function startWebsocketServer(
  onOpen: (peer: Peer) => void,
  onMessage: (peer: Peer, message: unknown) => void,
): Promise<WebsocketServer> {
  const peers: Peer[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket: Socket) => {
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64')
    const protocol = request.headers['sec-websocket-protocol']
    socket.write(
      [
        'HTTP/1.1 101 Switching Protocols',
        ...['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${key}`],
        ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
        '\r\n',
      ].join('\r\n'),
    )
    const peer: Peer = {
      send: (message) => socket.write(frame(TEXT, Buffer.from(JSON.stringify(message)))),
      close: (code) => {
        const body = Buffer.alloc(2)
        body.writeUInt16BE(code)
        socket.end(frame(CLOSE, body))
      },
      drop: () => socket.destroy(),
    }
    peers.push(peer)
    let waiting = Buffer.alloc(0)
    socket.on('data', (piece: Buffer) => {
      waiting = Buffer.concat([waiting, piece])
      for (let found = unmask(waiting); found !== null; found = unmask(waiting)) {
        waiting = waiting.subarray(found.length)
        if (found.opcode === CLOSE) socket.end()
        if (found.opcode === TEXT) onMessage(peer, JSON.parse(found.body.toString('utf8')))
      }
    })
    onOpen(peer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    peers,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function frame(opcode: number, body: Buffer): Buffer {
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, body.length]) : Buffer.from([0x80 | opcode, 126, 0, 0])
  if (body.length >= 126) head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}

/** The first frame of what a client sent, which is always masked; null when it is not whole yet. */
function unmask(bytes: Buffer): { readonly opcode: number; readonly body: Buffer; readonly length: number } | null {
  if (bytes.length < 2) return null
  const short = (bytes[1] ?? 0) & 0x7f
  const at = short === 126 ? 4 : 2
  if (bytes.length < at + 4) return null
  const size = short === 126 ? bytes.readUInt16BE(2) : short
  const length = at + 4 + size
  if (bytes.length < length) return null
  const mask = bytes.subarray(at, at + 4)
  const body = Buffer.from(bytes.subarray(at + 4, length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  return { opcode: (bytes[0] ?? 0) & 0x0f, body, length }
}
