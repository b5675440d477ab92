import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { SystemInfo } from '../../contract/system.ts'
import type { TaskDetail } from '../../contract/task.ts'
import { type Desktop, type Launch, launchDesktop } from './launch-desktop.ts'

const OPERATOR = 'operator:olga'
const REPOSITORY = join(import.meta.dirname, '../..')

/** What the preload script gives to the page, as a test calls it there. */
export interface PageDoor {
  readonly kind: string
  fetch(path: string, call: object): Promise<{ status: number; headers: Record<string, string>; body: string }>
  openEvidence(correlationId: unknown, packageId: unknown): Promise<{ status: number; body: string }>
  subscribe(last: string | null, onEvent: (event: { id: string }) => void, onState: (state: string) => void): () => void
}
/** The page's `window` in a desktop window; `seen` is the test's own place for what it hears. */
export type DesktopPage = Window & { countersign: PageDoor; seen: Record<string, unknown[]>; stop: () => void }

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  readonly data: any
}

/** The built app with a data root of its own. */
export interface DesktopWorld {
  readonly desktop: Desktop
  readonly dataRoot: string
  /** Where it listens for other clients. */
  readonly url: string
  /** As whom the window acts. */
  readonly operator: string
  /** A call of the page through its door. */
  ask(path: string, call?: object): Promise<Answer>
  /** Creates a task over HTTP, as a program with a token does. */
  createTask(title: string): Promise<TaskDetail>
  info(): Promise<SystemInfo>
  lines(type: AuditEvent['type']): Promise<AuditEvent[]>
  close(): Promise<void>
}

/** Settings for the built app on a data root: a free port, and nothing of the tester's own. */
export function desktopLaunch(dataRoot: string): Launch {
  const entry = join(REPOSITORY, 'out/main/electron.js')
  if (!existsSync(entry)) throw new Error('the app has not been built: run `node scripts/setup.mjs --build`')
  const none = { JWT_SECRET: '', WEBHOOK_SECRET: '' }
  // A tray and a folder of programs started at login are the tester's own.
  const apart = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', XDG_CONFIG_HOME: join(dataRoot, 'xdg-config') }
  const env = {
    COUNTERSIGN_DATA_ROOT: dataRoot,
    COUNTERSIGN_PORT: '0',
    COUNTERSIGN_OPERATOR: 'olga',
    ...none,
    ...apart,
  }
  return { app: REPOSITORY, env, flags: [] }
}

export async function openDesktopWorld(): Promise<DesktopWorld> {
  const dataRoot = await mkdtemp(join(tmpdir(), 'countersign-desktop-data-'))
  const world = await openDesktopOn(dataRoot, desktopLaunch(dataRoot))
  return {
    ...world,
    close: async () => {
      await world.close()
      await rm(dataRoot, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** The same on a data root that stays. */
export async function openDesktopOn(dataRoot: string, launch: Launch): Promise<DesktopWorld> {
  const desktop = await launchDesktop(launch)
  const { url } = JSON.parse(readFileSync(join(dataRoot, 'instance.json'), 'utf8')) as { url: string }

  async function ask(path: string, call: object = { method: 'GET', headers: {}, body: null }): Promise<Answer> {
    const { status, headers, body } = await desktop.page.evaluate(
      ([to, how]) => (window as unknown as DesktopPage).countersign.fetch(to, how),
      [path, call] as const,
    )
    return { status, headers, data: body === '' ? null : JSON.parse(body) }
  }
  const post = (path: string, data: object): Promise<Answer> =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) })

  return {
    ...{ desktop, dataRoot, url, ask, operator: OPERATOR },
    createTask: async (title) => {
      const { data: issued } = await post('/api/tokens', { scope: 'admin', sub: 'program' })
      const reply = await fetch(`${url}/api/tasks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${issued.token}` },
        body: JSON.stringify({ title, request_text: 'Please.' }),
      })
      if (reply.status !== 201) throw new Error(`no task was created: ${await reply.text()}`)
      return (await reply.json()) as TaskDetail
    },
    info: async () => (await ask('/system/info')).data as SystemInfo,
    lines: async (type) => (await ask(`/api/audit?type=${type}&limit=1000`)).data.items as AuditEvent[],
    close: () => desktop.close(),
  }
}
