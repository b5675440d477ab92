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

export interface Address {
  readonly host: string
  readonly port: number
  /** The flag that chooses the port. */
  readonly flag: '--port' | '--ingress-port'
}

/** What a socket says whose other end was closed. */
const GONE: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE'])

/** How long requests in flight may take once the console stops, in milliseconds. */
const GRACE_MS = 1000

/**
 * Deadlines in milliseconds, looked after every `connectionsCheckingInterval`; a sender that is slower is cut off with 408. The world gets
 * shorter ones, and no more connections than what a tunnel needs: each may hold a body of 1 MiB that nobody has verified.
 */
const LIMITS = {
  console: {
    ...{ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 60_000 },
    ...{ connectionsCheckingInterval: 5000, maxHeaderSize: 16 * 1024 },
  },
  ingress: {
    ...{ headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 20_000 },
    ...{ connectionsCheckingInterval: 1000, maxHeaderSize: 16 * 1024 },
  },
}
const MAX_INGRESS_CONNECTIONS = 128

/** Serves the app over HTTP, or the part of it that the world may see. Throws StartupError naming the address when it cannot be had. */
export async function listen(
  app: { readonly fetch: FetchFunction; readonly refuseUnreadable: RefuseUnreadable },
  address: Address,
): Promise<Listener> {
  const ingress = address.flag === '--ingress-port'
  const server = createServer(
    // A request without a Host header is for the app to refuse, which leaves a line; Node's own answer would leave none.
    { ...LIMITS[ingress ? 'ingress' : 'console'], requireHostHeader: false },
    getRequestListener((request, env) => app.fetch(request, (ingress ? { ...env, ingress: true } : env) as DoorEnv), {
      errorHandler: () => app.refuseUnreadable(ingress),
    }),
  )
  if (ingress) server.maxConnections = MAX_INGRESS_CONNECTIONS
  // What Node's parser refuses never becomes a request: it gets Node's own bare answer, and its line all the same.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A client that went away, for example a player in the middle of a file, has asked for nothing that could not be read.
    if (!GONE.has(error.code)) void app.refuseUnreadable(ingress)
    const destroy = (): void => void socket.destroy()
    if (socket.writable) socket.end(`HTTP/1.1 ${statusLine(error.code)}\r\nconnection: close\r\n\r\n`, destroy)
    else destroy()
  })
  // What Node would refuse by itself, without a word to anybody: an Expect that it does not know, and a tunnel.
  server.on('checkExpectation', (_request, response) => {
    void app.refuseUnreadable(ingress)
    response.writeHead(417, { connection: 'close' }).end()
  })
  server.on('connect', (_request, socket) => {
    void app.refuseUnreadable(ingress)
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n', () => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(address, error)))
    server.listen(address.port, address.host, resolve)
  })
  const { port, family } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address.host}]` : address.host
  return { url: `http://${host}:${port}`, close: () => close(server) }
}

/** As Node itself answers when nobody listens to `clientError`: https://nodejs.org/api/http.html#event-clienterror */
function statusLine(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(deadline)
}

function cannotListen({ host, port, flag }: Address, error: NodeJS.ErrnoException): StartupError {
  if (error.code === 'EADDRINUSE')
    return new StartupError(1, `port ${port} is taken`, `choose another with ${flag} N (0 picks a free one)`)
  return new StartupError(2, `cannot listen on ${host}:${port}: ${error.message}`, `check --host and ${flag}`)
}
