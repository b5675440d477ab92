import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { StartupError } from '../core/kernel/startup-error.ts'
import type { FetchFunction, RefuseUnreadable } from './app.ts'
import type { DoorEnv } from './door.ts'

export interface Listener {
  /** `http://127.0.0.1:8787` */
  readonly url: string
  /** Stops taking requests, lets those in flight finish for a moment, then closes every connection. */
  close(): Promise<void>
}

/** How long requests in flight may take once the console stops, in milliseconds. */
const GRACE_MS = 1000

/** Serves the app over HTTP. Throws StartupError naming the address when it cannot be had. */
export async function listen(
  app: { readonly fetch: FetchFunction; readonly refuseUnreadable: RefuseUnreadable },
  address: { readonly host: string; readonly port: number },
): Promise<Listener> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 60_000 },
    getRequestListener((request, env) => app.fetch(request, env as DoorEnv), {
      errorHandler: () => app.refuseUnreadable(),
    }),
  )
  // What Node's parser refuses never becomes a request: it gets Node's own bare 400, and its line all the same.
  server.on('clientError', (_error, socket) => {
    void app.refuseUnreadable()
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(address, error)))
    server.listen(address.port, address.host, resolve)
  })
  const { port, family } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address.host}]` : address.host
  return { url: `http://${host}:${port}`, close: () => close(server) }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(deadline)
}

function cannotListen(address: { host: string; port: number }, error: NodeJS.ErrnoException): StartupError {
  const where = `${address.host}:${address.port}`
  if (error.code === 'EADDRINUSE')
    return new StartupError(1, `port ${address.port} is taken`, 'choose another with --port N (0 picks a free one)')
  return new StartupError(2, `cannot listen on ${where}: ${error.message}`, 'check --host and --port')
}
