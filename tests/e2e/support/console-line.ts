import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A bad line between the browser and the service. */
export interface BadLine {
  /** Address under which the service is reached through the line. */
  readonly url: string
  /** Hands over what the service sends in pieces of this many bytes; 0: nothing at all, with the connection left open. */
  setPiece(bytes: number): void
  /** Breaks every connection that is open now; new ones are taken. */
  cut(): void
  close(): Promise<void>
}

export async function openBadLine(serviceUrl: string): Promise<BadLine> {
  const port = Number(new URL(serviceUrl).port)
  const open = new Set<Socket>()
  let piece = Number.POSITIVE_INFINITY

  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', async (bytes: Buffer) => {
      if (piece === 0) return
      far.pause()
      for (let at = 0; at < bytes.length; at += piece) {
        near.write(bytes.subarray(at, at + piece))
        // A slow line: the other end reads one piece before the next one comes.
        if (piece < 100) await new Promise((resolve) => setTimeout(resolve, 4))
      }
      far.resume()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setPiece: (bytes) => {
      piece = bytes
    },
    cut,
    close: async () => {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
