import { connect, type Socket } from 'node:net'

/** A keep-alive connection with one request in flight. Parses as little of the answer as it can, so that the service is what is measured. */
export interface Connection {
  /** Resolves to the status when the whole answer is there. */
  send(request: string): Promise<number>
  /** ETag of the last answer without its quotes; null when it had none. */
  etag(): string | null
  close(): void
}

const HEAD_END = '\r\n\r\n'

export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true)
  let waiting: { resolve(status: number): void; reject(error: Error): void } | null = null
  let held: Buffer | null = null
  let missing = 0
  let status = 0
  let lastHead = ''
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))

  function settle(error: Error | null): void {
    const one = waiting
    waiting = null
    if (error === null) one?.resolve(status)
    else one?.reject(error)
  }

  function onData(chunk: Buffer): void {
    if (missing > 0) missing -= chunk.length
    else {
      const bytes: Buffer = held === null ? chunk : Buffer.concat([held, chunk])
      const end = bytes.indexOf(HEAD_END)
      held = end === -1 ? bytes : null
      if (end === -1) return
      const head = bytes.toString('latin1', 0, end)
      status = Number(head.slice(9, 12))
      lastHead = head
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length === undefined && status !== 304) {
        socket.destroy(new Error(`the answer has no Content-Length: ${head}`))
        return
      }
      missing = end + HEAD_END.length + Number(status === 304 ? 0 : length) - bytes.length
    }
    if (missing < 0) socket.destroy(new Error('more bytes came than the answer has'))
    else if (missing === 0) settle(null)
  }

  socket.on('data', onData)
  socket.on('error', (error) => settle(error))
  socket.on('close', () => settle(new Error('the connection was closed')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    etag: () => /\r\netag: *"([^"]*)"/i.exec(lastHead)?.[1] ?? null,
    close: () => socket.destroy(),
  }
}
