import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page, _electron as playwrightElectron } from 'playwright'
import { createDesktopStrings, type DesktopStrings } from './desktop-strings.ts'
import type { MainModule } from './electron-stand-in/main-module.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const RUN = fileURLToPath(new URL('./electron-stand-in/run.ts', import.meta.url))

/** For `expect.poll`: how long a condition may take on a slow machine, in milliseconds. */
export const PATIENT = { timeout: 90_000, interval: 50 }

/** A running desktop app. */
export interface Desktop {
  /** Real Electron, or the stand-in. */
  readonly real: boolean
  readonly page: Page
  /** The page that the window shows now: another one than `page` once its renderer has gone and the app has loaded it anew. */
  shownPage(): Promise<Page>
  /** What a person and the system do. */
  readonly strings: DesktopStrings
  /** Runs in the main process; the function is sent as text, its argument as JSON. */
  evaluate<R, A = undefined>(work: (electron: MainModule, argument: A) => R, argument?: A): Promise<Awaited<R>>
  readonly pid: number
  /**
   * Loads an address the way the app itself does: no guard is asked. For one of the network, the window's guard of the network is taken
   * away for good. Resolves once the page shows it.
   */
  load(address: string): Promise<void>
  /** Resolves to the exit code once the app has left. */
  readonly exited: Promise<number | null>
  /** Everything written on stderr so far. */
  stderr(): string
  /** Asks the app to quit. Resolves to its exit code. */
  quit(): Promise<number | null>
  /** Ends it, however it is. */
  close(): Promise<void>
}

export interface Launch {
  /** Folder of the app: its package.json names the entry. */
  readonly app: string
  readonly env: Readonly<Record<string, string>>
  readonly flags: readonly string[]
}

/** Electron's program, or null. Looked for only: importing the package would fetch it. */
function findElectron(): string | null {
  const home = join(REPOSITORY, 'node_modules/electron')
  const pointer = join(home, 'path.txt')
  const usual = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<string, string>
  const name = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : (usual[process.platform] ?? 'electron')
  const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(home, 'dist'), name)
  return existsSync(program) ? program : null
}

const hasDisplay = (): boolean =>
  process.platform !== 'linux' ||
  [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some((name) => name !== undefined)

/** Does `launchDesktop` start real Electron? */
function startsRealElectron(): boolean {
  return findElectron() !== null && hasDisplay()
}

/** Starts the app in real Electron where its binary and a display exist, else in the stand-in. */
export function launchDesktop(launch: Launch): Promise<Desktop> {
  const program = findElectron()
  return program !== null && startsRealElectron() ? launchReal(program, launch) : launchStandIn(launch)
}

async function launchReal(executablePath: string, { app, env, flags }: Launch): Promise<Desktop> {
  const userData = await mkdtemp(join(tmpdir(), 'countersign-desktop-'))
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const running = await playwrightElectron.launch({
    executablePath,
    args: [...asRoot, `--user-data-dir=${userData}`, app, ...flags],
    env: { ...(process.env as Record<string, string>), ...env },
  })
  const page = await running.firstWindow()
  const child = running.process()
  let stderr = ''
  child.stderr?.on('data', (piece: Buffer) => {
    stderr += piece.toString()
  })
  const exited = once(child, 'exit').then(() => child.exitCode)
  const evaluate: Desktop['evaluate'] = (work, argument) => running.evaluate(work as never, argument as never) as never
  return {
    real: true,
    strings: createDesktopStrings(true, evaluate),
    shownPage: async () => running.windows().at(-1) ?? page,
    ...{ page, pid: child.pid ?? 0, exited, evaluate, stderr: () => stderr },
    load: (address) => loadIn({ page, evaluate }, address),
    quit: async () => {
      await running.evaluate(({ app }) => app.quit()).catch(() => undefined)
      return exited
    },
    close: async () => {
      await running.close().catch(() => undefined)
      await rm(userData, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

export interface StandInProcess {
  readonly child: ChildProcess
  readonly userData: string
  /** Resolves to the exit code once the process has left. */
  readonly exited: Promise<number | null>
  stderr(): string
}

/** Starts the stand-in's process, without waiting for a window. */
export async function startStandIn({ app, env, flags }: Launch): Promise<StandInProcess> {
  const userData = await mkdtemp(join(tmpdir(), 'countersign-desktop-'))
  const child = fork(RUN, [...flags], {
    env: { ...process.env, STAND_IN_APP: app, STAND_IN_USER_DATA: userData, ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // As Electron has it: https://github.com/electron/electron/pull/37464
    execArgv: ['--unhandled-rejections=warn-with-error-code'],
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece
  })
  const exited = once(child, 'exit').then(() => child.exitCode)
  return { child, userData, exited, stderr: () => stderr }
}

/** Starts the app in the stand-in. Rejects with the app's own words when it leaves before its window shows something. */
export async function launchStandIn(launch: Launch): Promise<Desktop> {
  const standIn = await startStandIn(launch)
  const { child, exited } = standIn
  const left = exited.then((code): never => {
    throw new Error(`the app left with ${code}:\n${standIn.stderr()}`)
  })
  left.catch(() => undefined)
  const ready = once(child, 'message').then(([message]) => (message as { port: number }).port)
  const port = await Promise.race([ready, left])
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const crashed = new Set<Page>()
  const shownPage = async (): Promise<Page> => {
    const shown = await Promise.race([windowOf(browser, crashed), left])
    return shown.on('crash', () => crashed.add(shown))
  }
  const page = await shownPage()
  const evaluate: Desktop['evaluate'] = (work, argument) =>
    Promise.race([evaluateIn(child, work.toString(), argument), left]) as never
  return {
    real: false,
    strings: createDesktopStrings(false, evaluate),
    ...{ page, shownPage, pid: child.pid ?? 0, exited, evaluate, stderr: standIn.stderr },
    load: (address) => loadIn({ page, evaluate }, address),
    quit: async () => {
      void evaluateIn(child, '({ app }) => app.quit()', null)
      return exited
    },
    close: async () => {
      await browser.close().catch(() => undefined)
      if (child.connected) child.disconnect()
      await exited
      await rm(standIn.userData, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** The page that a test drives may hear of the new document later than the app does. */
async function loadIn(desktop: Pick<Desktop, 'page' | 'evaluate'>, address: string): Promise<void> {
  const { page } = desktop
  await page.evaluate(() => Object.assign(window, { oldDocument: true }).oldDocument)
  const load = async ({ BrowserWindow, session }: MainModule, to: string): Promise<void> => {
    if (to.startsWith('http')) {
      session.defaultSession.webRequest.onBeforeRequest(null)
      await session.defaultSession.setProxy({ mode: 'direct' })
    }
    await BrowserWindow.getAllWindows()[0]?.loadURL(to)
  }
  await desktop.evaluate(load, address)
  await page.waitForFunction(() => !('oldDocument' in window) && document.readyState === 'complete')
}

/** The page that shows something: never one that has crashed. */
async function windowOf(browser: Browser, crashed: ReadonlySet<Page>): Promise<Page> {
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('the browser has no context')
  for (;;) {
    const page = context.pages().find((each) => each.url() !== 'about:blank' && !crashed.has(each))
    if (page !== undefined) return page
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

let asked = 0

function evaluateIn(child: ChildProcess, code: string, argument: unknown): Promise<unknown> {
  const id = ++asked
  return new Promise((resolve, reject) => {
    const hear = (message: { id: number; ok: boolean; value: unknown }): void => {
      if (message.id !== id) return
      child.off('message', hear)
      if (message.ok) resolve(message.value)
      else reject(new Error(String(message.value)))
    }
    child.on('message', hear)
    child.send({ id, code, argument })
  })
}
