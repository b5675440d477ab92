import { connect } from 'node:net'

/** An open event stream that counts what arrives. */
export interface EventClient {
  close(): void
}

/** Begins a frame's data line; heartbeats and the greeting have none. */
const DATA = '\ndata: '

/**
 * Opens an event stream; resolves when its first bytes are there. `onFrame` learns of every piece that holds a frame, with the
 * bytes as they came: a frame of these benchmarks is smaller than a packet on loopback, so it comes in one piece.
 */
export function openEventClient(
  port: number,
  request: string,
  onFrame: (chunk: Buffer, at: number) => void,
): Promise<EventClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    socket.once('connect', () => socket.write(request))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the event stream was closed before it began')))
    socket.once('data', () => resolve({ close: () => socket.destroy() }))
    socket.on('data', (chunk) => {
      if (chunk.includes(DATA)) onFrame(chunk, performance.now())
    })
  })
}
