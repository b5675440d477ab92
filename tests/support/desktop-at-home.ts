import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { Settings } from '../../contract/settings.ts'
import { temporaryFolder } from './data-root.ts'
import { type DesktopPage, desktopLaunch } from './desktop-world.ts'
import { type Desktop, launchStandIn } from './launch-desktop.ts'

/** Where the desktop app lives: folders that stay when it is started again. */
export interface Home {
  readonly dataRoot: string
  readonly userData: string
  readonly configHome: string
  /** What comes first on PATH: programs that ask the session bus. */
  readonly programs: string
}

export async function makeHome(): Promise<Home> {
  const root = await temporaryFolder()
  const home = {
    dataRoot: join(root, 'data'),
    userData: join(root, 'user-data'),
    configHome: join(root, 'config'),
    programs: join(root, 'bin'),
  }
  for (const folder of Object.values(home)) mkdirSync(folder)
  return home
}

/** A desktop app with a tray, or on a desktop that shows none, in the stand-in: nothing else lets a test see a tray. */
export interface DesktopAtHome {
  readonly desktop: Desktop
  /** A call of the shown page through its door. Rejects when the answer is a problem. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body: object | null): Promise<any>
  createTask(title: string): Promise<string>
  /** Changes config.json through the API, the way the settings page does. */
  change(settings: Partial<Settings>): Promise<void>
  /** Lines of the log so far, read from its files: also when there is no page to ask. */
  lines(type: AuditEvent['type']): AuditEvent[]
  /** What the app wrote to its own log. */
  log(): string[]
  isVisible(): Promise<boolean>
}

export function startAtHome(home: Home, wanted: { tray: boolean; flags: readonly string[] }): Promise<DesktopAtHome> {
  return startAtHomeWith(home, wanted, {})
}

/** The same, with variables of its environment. */
export async function startAtHomeWith(
  home: Home,
  wanted: { tray: boolean; flags: readonly string[] },
  variables: Readonly<Record<string, string>>,
): Promise<DesktopAtHome> {
  const busProgram = join(home.programs, 'dbus-send')
  writeFileSync(busProgram, `#!/bin/sh\necho "   variant       boolean ${wanted.tray}"\n`)
  chmodSync(busProgram, 0o755)
  const launch = desktopLaunch(home.dataRoot)
  const env = {
    ...launch.env,
    PATH: `${home.programs}:${process.env['PATH']}`,
    STAND_IN_USER_DATA: home.userData,
    XDG_CONFIG_HOME: home.configHome,
    ...variables,
  }
  const desktop = await launchStandIn({ ...launch, env, flags: wanted.flags })
  onTestFinished(() => desktop.close())
  await (await desktop.shownPage()).getByText('desktop app', { exact: true }).waitFor()

  const ask: DesktopAtHome['ask'] = async (method, path, body) => {
    const page = await desktop.shownPage()
    const headers = body === null ? {} : { 'content-type': 'application/json' }
    const call = { method, headers, body: body === null ? null : JSON.stringify(body) }
    const reply = await page.evaluate(([to, how]) => (window as unknown as DesktopPage).countersign.fetch(to, how), [
      path,
      call,
    ] as const)
    if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.body}`)
    return reply.body === '' ? null : JSON.parse(reply.body)
  }
  return {
    desktop,
    ask,
    createTask: async (title) =>
      (await ask('POST', '/api/tasks', { title, request_text: 'Please.' })).task_id as string,
    change: async (settings) => {
      const view = await ask('GET', '/api/settings', null)
      const changed = { ...view.settings, ...settings }
      await ask('PUT', '/api/settings', { settings: changed, base_sha: view.base_sha })
    },
    lines: (type) => linesOf(home.dataRoot).filter((line) => line.type === type),
    log: () =>
      desktop
        .stderr()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => (JSON.parse(line) as { msg: string }).msg),
    isVisible: () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false),
  }
}

/** Whole lines only: the last one may be being written. */
function linesOf(dataRoot: string): AuditEvent[] {
  const folder = join(dataRoot, 'audit')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as AuditEvent)
}
