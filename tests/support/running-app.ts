import { createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { GeneralScope } from '../../contract/scope.ts'
import type { Config } from '../../main/config.ts'
import type { App } from '../../main/console-app.ts'
import { openConsoleHost } from '../../main/console-host.ts'
import { NO_DESKTOP, type Sealer } from '../../main/core/access/sealer.ts'
import { openOwned } from '../../main/core/kernel/lifetime.ts'
import type { Logger } from '../../main/core/kernel/logger.ts'
import { NO_HOST_PORTS } from '../../main/core/tools/host-ports.ts'
import { loadConfigWithSecrets } from '../../main/kept-secrets.ts'
import { temporaryFolder } from './data-root.ts'

export const WEBHOOK_SECRET = 'test-webhook-secret'
const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
const LOCAL = { sub: 'tester', scopes: ['admin' as const], door: 'system' as const }

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The app in this process, listening on a free port, with its doors for a test. */
export interface RunningApp {
  readonly app: App
  readonly url: string
  readonly config: Config
  token(scope: GeneralScope): Promise<string>
  /** A JSON call with a token of that scope, or without one. */
  call(
    method: string,
    path: string,
    scope: GeneralScope | null,
    data?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>
  /** An admin's decision about the task as it is now. */
  decide(verb: 'approve' | 'reject', taskId: string, data?: object): Promise<Response>
  /** A request with headers that fetch does not let a caller set, such as Host and Origin. */
  raw(method: string, path: string, headers: Record<string, string>, body?: string): Promise<RawAnswer>
  webhook(event: string, delivery: string, payload: unknown): Promise<Response>
  /** Audit lines of a type, from the log. */
  lines(type: AuditEvent['type']): Promise<AuditEvent[]>
  stop(): Promise<void>
}

export async function startApp(
  options: { dataRoot?: string; env?: Record<string, string>; logger?: Logger; sealer?: Sealer } = {},
): Promise<RunningApp> {
  const dataRoot = options.dataRoot ?? (await temporaryFolder())
  const flags = ['--data-root', dataRoot, '--port', '0']
  const sealer = options.sealer ?? NO_DESKTOP
  const config = await loadConfigWithSecrets(flags, options.env ?? { WEBHOOK_SECRET }, dataRoot, sealer)
  const { value, lifetime } = await openOwned((owner) =>
    openConsoleHost(owner, config, 'headless', options.logger ?? SILENT, sealer, NO_HOST_PORTS),
  )
  const { app, url } = value
  const tokens = new Map<GeneralScope, string>()

  onTestFinished(lifetime.close)

  async function inside(method: string, path: string, data?: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' }
    const body = data === undefined ? null : JSON.stringify(data)
    return app.fetch(new Request(`http://inside.invalid${path}`, { method, headers, body }), { identity: LOCAL })
  }

  async function token(scope: GeneralScope): Promise<string> {
    const known = tokens.get(scope)
    if (known !== undefined) return known
    const issued = (await (await inside('POST', '/api/tokens', { scope })).json()) as { token: string }
    tokens.set(scope, issued.token)
    return issued.token
  }

  const call: RunningApp['call'] = async (method, path, scope, data, headers = {}) =>
    fetch(url + path, {
      method,
      headers: {
        ...(data === undefined ? {} : { 'content-type': 'application/json' }),
        ...(scope === null ? {} : { authorization: `Bearer ${await token(scope)}` }),
        ...headers,
      },
      body: data === undefined ? null : typeof data === 'string' ? data : JSON.stringify(data),
    })

  return {
    app,
    url,
    config,
    token,
    stop: lifetime.close,
    call,
    decide: async (verb, taskId, data = {}) => {
      const seen = await inside('GET', `/api/tasks/${taskId}`)
      const { base_sha } = (await seen.json()) as { base_sha: string }
      return call('POST', `/api/tasks/${taskId}/${verb}`, 'admin', { ...data, base_sha })
    },
    raw: (method, path, headers, body) =>
      new Promise((resolve, reject) => {
        const { port } = new URL(url)
        const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
        })
        request.on('error', reject)
        request.end(body)
      }),
    webhook: (event, delivery, payload) => {
      const body = JSON.stringify(payload)
      return fetch(`${url}/webhooks/github`, { method: 'POST', body, headers: signed(event, delivery, body) })
    },
    lines: async (type) => {
      const answer = await inside('GET', `/api/audit?type=${type}&limit=1000`)
      return ((await answer.json()) as { items: AuditEvent[] }).items
    },
  }
}

/** Headers of a GitHub delivery, signed with the secret of the tests. */
export function signed(event: string, delivery: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': delivery,
    'x-hub-signature-256': `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`,
  }
}
