import { createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { AuditEvent, AuditEventType } from '../../contract/audit-event.ts'
import { loadConfig } from '../../main/config.ts'
import { openConsoleHost } from '../../main/console-host.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { openOwned } from '../../main/core/kernel/lifetime.ts'
import { NO_HOST_PORTS } from '../../main/core/tools/host-ports.ts'
import { temporaryFolder } from './data-root.ts'

const SECRET = 'test-webhook-secret'
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }
const LOCAL = { sub: 'tester', scopes: ['admin' as const], door: 'system' as const }

export interface Heard {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The console with its second listener, as the world and as its owner reach it. */
export interface IngressApp {
  readonly dataRoot: string
  readonly url: string
  readonly ingress: string
  /** A request with any header, over a connection of its own. */
  send(url: string, method: string, path: string, headers: Record<string, string>, body: string): Promise<Heard>
  /** Bytes written to a socket as they are. */
  socket(url: string, text: string): Socket
  token(): Promise<string>
  lines(type: AuditEventType): Promise<AuditEvent[]>
  stop(): Promise<void>
}

export async function startIngressApp(dataRoot: string | null, env: Record<string, string>): Promise<IngressApp> {
  const root = dataRoot ?? (await temporaryFolder())
  const config = loadConfig(['--data-root', root, '--port', '0', '--ingress-port', '0'], env, root)
  const { value, lifetime } = await openOwned((owner) =>
    openConsoleHost(owner, config, 'headless', SILENT, NO_DESKTOP, NO_HOST_PORTS),
  )
  onTestFinished(lifetime.close)
  const { app, url, ingress_url } = value

  const inside = async (method: string, path: string, body: string | null): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    return (
      await app.fetch(new Request(`http://inside.invalid${path}`, { method, headers, body }), { identity: LOCAL })
    ).json()
  }

  return {
    ...{ dataRoot: root, url, ingress: ingress_url ?? '', stop: lifetime.close, send },
    socket: (to, text) => {
      const { hostname, port } = new URL(to)
      const socket = connect(Number(port), hostname)
      onTestFinished(() => void socket.destroy())
      socket.on('error', () => undefined)
      socket.write(text)
      return socket
    },
    token: async () =>
      ((await inside('POST', '/api/tokens', JSON.stringify({ scope: 'admin' }))) as { token: string }).token,
    lines: async (type) =>
      ((await inside('GET', `/api/audit?type=${type}&limit=1000`, null)) as { items: AuditEvent[] }).items,
  }
}

function send(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Settings under which the GitHub source is on. */
export const WITH_SECRET = { WEBHOOK_SECRET: SECRET }

/** Headers of a GitHub delivery of `body`, signed. */
export function signedHeaders(delivery: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': delivery,
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  }
}

/** The same with a signature that is none. */
export const forgedHeaders = (delivery: string, body: string): Record<string, string> => ({
  ...signedHeaders(delivery, body),
  'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
})
