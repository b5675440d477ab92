import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { startOwn } from './own-process.ts'

/** A port that was free a moment ago: what listens there takes no port 0. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** ffmpeg as the other side of a stream: takes one at this port, and writes it into a file. */
export async function takeStream(
  { port, app, key }: { readonly port: number; readonly app: string; readonly key: string },
  file: string,
): Promise<{ readonly bytes: () => Promise<number>; readonly stop: () => Promise<void> }> {
  const url = `rtmp://127.0.0.1:${port}/${app}/${key}`
  const args = ['-nostdin', '-v', 'error', '-listen', '1', '-i', url, '-c', 'copy', '-f', 'flv', '-y', file]
  const sink = await startOwn('ffmpeg', args, { env: process.env, stdio: ['ignore', 'ignore', 'ignore'] })
  return {
    bytes: () =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    stop: () =>
      sink.end([
        ['SIGTERM', 3000],
        ['SIGKILL', 3000],
      ]),
  }
}
