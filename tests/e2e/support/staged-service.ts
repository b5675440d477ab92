import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { PushedEvent, PushedEventName } from '../../../contract/events.ts'
import { type ErrorCode, PROBLEMS, type Problem } from '../../../contract/problem.ts'
import type { Session } from '../../../contract/session.ts'
import { CONSOLE_CSP } from '../../../main/http/guards.ts'

const BUILT = join(import.meta.dirname, '../../../out/renderer')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export interface StagedReply {
  readonly status: number
  readonly body: object | Uint8Array
}
/** `path` is decoded; `query` as it came; `sent` the JSON that was posted, or null. */
export type StagedAnswer = (ask: {
  path: string
  query: URLSearchParams
  sent: unknown
  /** Of the request; `name` in lower case. */
  header(name: string): string | undefined
}) => StagedReply | Promise<StagedReply>

/**
 * A stand-in for the service behind the built console, for what the real one shows only after days or damage: evidence that was altered,
 * a lost source, a body that is no longer kept. Its replies are typed by the contract. What it cannot prove: that the service ever
 * answers so; the other console tests run against the service itself.
 */
export interface StagedService {
  readonly url: string
  /** `GET /api/tasks/*`: a star stands for the rest of the path. The last one that fits answers. */
  on(route: string, answer: StagedAnswer): void
  push<N extends PushedEventName>(name: N, payload: PushedEvent<N>): void
  /** What was asked, as `GET /api/tasks?limit=200`. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

export const ok = (body: object | Uint8Array): StagedReply => ({ status: 200, body })

export function problem(error_code: ErrorCode, detail: string): StagedReply {
  const { status, title, remedy } = PROBLEMS[error_code]
  const type = 'about:blank'
  const body = { type, status, title, detail, error_code, remediation_hint: remedy, correlation_id: 'staged' }
  return { status, body: body satisfies Problem }
}

export async function openStagedService(scope: 'admin' | 'observer'): Promise<StagedService> {
  const answers: { method: string; path: string; answer: StagedAnswer }[] = []
  const streams = new Set<ServerResponse>()
  const asked: string[] = []
  let seq = 100

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://staged.invalid')
    const path = decodeURIComponent(url.pathname)
    const method = request.method ?? 'GET'
    if (path === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
      streams.add(response)
      response.on('close', () => streams.delete(response))
      return
    }
    const found = answers.findLast(
      (each) =>
        each.method === method &&
        (each.path.endsWith('*') ? path.startsWith(each.path.slice(0, -1)) : each.path === path),
    )
    if (found === undefined && method === 'GET' && !path.startsWith('/api/')) return file(path, response)
    asked.push(`${method} ${request.url}`)
    const text = await bodyOf(request)
    const header = (name: string) => request.headers[name]?.toString()
    const sent: unknown = text === '' ? null : JSON.parse(text)
    const made = await (found?.answer({ path, query: url.searchParams, sent, header }) ??
      problem('not_found', `${method} ${path} is not staged`))
    const isFile = made.body instanceof Uint8Array
    response.writeHead(made.status, { 'content-type': isFile ? 'application/octet-stream' : 'application/json' })
    response.end(isFile ? made.body : JSON.stringify(made.body))
  }

  const server = createServer((request, response) => {
    reply(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const session: Session = { actor: { sub: 'operator', scopes: [scope], door: 'console' }, expires_at: null }
  answers.push({ method: 'GET', path: '/api/session', answer: () => ok(session) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    on: (route, answer) => {
      const [method = '', path = ''] = route.split(' ')
      answers.push({ method, path, answer })
    },
    push: (name, payload) => {
      seq += 1
      for (const stream of streams) stream.write(`id: ${seq}\nevent: ${name}\ndata: ${JSON.stringify(payload)}\n\n`)
    },
    asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function file(path: string, response: ServerResponse): void {
  const name = normalize(path === '/' ? '/index.html' : path)
  const type = TYPES[extname(name)]
  if (type === undefined || name.includes('..')) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, { 'content-type': type, 'content-security-policy': CONSOLE_CSP })
  response.end(readFileSync(join(BUILT, name)))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
