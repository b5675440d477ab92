import { createHmac, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TaskDetail } from '../../../contract/task.ts'
import { type Service, startService } from '../../support/service.ts'

export const WEBHOOK_SECRET = 'a secret that only the tests know'

/** The real service on a data root of its own, with an operator who speaks HTTP without a browser. */
export interface ConsoleWorld {
  readonly url: string
  readonly dataRoot: string
  /** Address with a fresh one-time code; an older address stops working. */
  loginUrl(): Promise<string>
  /** Any route, as admin. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body: object | null): Promise<Response>
  createTask(task: { title: string; request_text: string; acceptance_criteria?: object[] }): Promise<TaskDetail>
  /** A delivery signed as GitHub signs. */
  deliver(event: string, payload: object): Promise<Response>
  /** The same under a delivery id of the test's own, signed with a secret of its own. */
  deliverAs(deliveryId: string, secret: string, event: string, payload: object): Promise<Response>
  stopService(): Promise<void>
  /** Starts it again on the same data root and port. */
  startAgain(): Promise<void>
  close(): Promise<void>
}

export async function openWorld(): Promise<ConsoleWorld> {
  return openWorldWith({})
}

/** With settings of the service besides the webhook secret. */
export async function openWorldWith(env: Readonly<Record<string, string>>): Promise<ConsoleWorld> {
  const dataRoot = await mkdtemp(join(tmpdir(), 'countersign-console-'))
  return worldOn(dataRoot, env)
}

/** `count` valid task files, made before the service starts; numbers in the titles count from 1, the newest. */
export async function openWorldOf(count: number): Promise<ConsoleWorld> {
  const dataRoot = await mkdtemp(join(tmpdir(), 'countersign-console-'))
  const folder = join(dataRoot, 'ssot')
  await mkdir(folder, { recursive: true })
  const newest = Date.parse('2026-01-31T12:00:00.000Z')
  for (let n = 1; n <= count; n += 1) {
    const id = `bulk-${String(n).padStart(6, '0')}`
    const created_at = new Date(newest - n * 1_000).toISOString()
    const task = { task_id: id, source: 'api', request_text: `Request ${n}`, title: `Bulk task ${n}`, created_at }
    await writeFile(join(folder, `${id}.json`), JSON.stringify({ ...task, correlation_id: id }))
  }
  return worldOn(dataRoot, {})
}

async function worldOn(dataRoot: string, env: Readonly<Record<string, string>>): Promise<ConsoleWorld> {
  const start = (flags: string[]) =>
    startService({ dataRoot, flags: ['--print-login', ...flags], env: { WEBHOOK_SECRET, ...env } })
  let service: Service = await start([])
  const { url } = service
  let cookie = await logIn(service)

  const call: ConsoleWorld['call'] = (method, path, body) =>
    fetch(`${url}${path}`, {
      method,
      headers: { cookie, origin: url, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      body: body === null ? null : JSON.stringify(body),
    })

  const deliverAs: ConsoleWorld['deliverAs'] = (deliveryId, secret, event, payload) => {
    const body = JSON.stringify(payload)
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    return fetch(`${url}/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': deliveryId,
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
    })
  }

  return {
    url,
    dataRoot,
    call,
    loginUrl: async () => {
      const reply = await call('POST', '/api/login-codes', null)
      const { code } = (await reply.json()) as { code: string }
      return `${url}/#code=${code}`
    },
    createTask: async (task) => {
      const reply = await call('POST', '/api/tasks', task)
      if (reply.status !== 201) throw new Error(`creating a task: ${reply.status} ${await reply.text()}`)
      return (await reply.json()) as TaskDetail
    },
    deliver: (event, payload) => deliverAs(randomUUID(), WEBHOOK_SECRET, event, payload),
    deliverAs,
    stopService: async () => {
      await service.stop('SIGTERM')
    },
    startAgain: async () => {
      service = await start(['--port', new URL(url).port])
      cookie = await logIn(service)
    },
    close: async () => {
      if (service.child.exitCode === null && service.child.signalCode === null) await service.stop('SIGTERM')
      await rm(dataRoot, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** Trades the printed one-time code for a session cookie. */
async function logIn(service: Service): Promise<string> {
  const code = await printedCode(service)
  const reply = await fetch(`${service.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: service.url },
    body: JSON.stringify({ code }),
  })
  const cookie = reply.headers.get('set-cookie')?.split(';', 1)[0]
  if (reply.status !== 201 || cookie === undefined) throw new Error(`log in: ${reply.status} ${await reply.text()}`)
  return cookie
}

async function printedCode(service: Service): Promise<string> {
  const limit = Date.now() + 20_000
  while (Date.now() < limit) {
    const code = /#code=([A-Z0-9-]+)/.exec(service.stderr())?.[1]
    if (code !== undefined) return code
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`no login code was printed:\n${service.stderr()}`)
}
