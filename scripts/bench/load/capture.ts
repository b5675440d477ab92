import { connect } from 'node:net'
import type { RawAnswer } from '../raw-http-server.ts'

/** Headers that node:http writes by itself. */
const AUTOMATIC = ['date', 'connection', 'keep-alive']

/** Everything that a server sends for one request, as bytes. */
async function exchange(port: number, request: string): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1')
  const closing = request.replace('\r\n', '\r\nconnection: close\r\n')
  socket.write(closing)
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function split(bytes: Buffer): { head: readonly string[]; body: Buffer } {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) throw new Error('the answer has no end of its headers')
  return { head: bytes.toString('latin1', 0, end).split('\r\n'), body: bytes.subarray(end + 4) }
}

/** What the service answers to `request`. */
export async function capture(port: number, request: string): Promise<RawAnswer> {
  const { head, body } = split(await exchange(port, request))
  const headers = head
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const)
    .filter(([name]) => !AUTOMATIC.includes(name.toLowerCase()))
  return { status: Number(head[0]?.slice(9, 12)), headers: headers.flat(), body }
}

/** Throws unless both servers send the same status line, headers and body, the instant in Date apart. */
export async function assertSameBytes(port: number, otherPort: number, request: string): Promise<void> {
  const [one, other] = [await exchange(port, request), await exchange(otherPort, request)].map((bytes) => {
    const { head, body } = split(bytes)
    const lines = head.map((line) => (/^date:/i.test(line) ? 'date' : line)).sort()
    return [...lines, body.toString('latin1')].join('\n')
  })
  if (one !== other) throw new Error(`the raw server does not send what the service sends:\n${one}\n---\n${other}`)
}
