import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { type BrowserContext, chromium, type Route } from 'playwright'
import { chromiumExecutable, chromiumFlags } from '../chromium.ts'
import { type StandInWindow, windowClass } from './browser-window.ts'
import { DesktopApp, type Machine } from './desktop-app.ts'
import { createMainIpc } from './main-ipc.ts'
import { preventable } from './preventable.ts'
import { createRecorder } from './recorder.ts'
import { createSafeStorage } from './safe-storage.ts'
import { createSchemes } from './schemes.ts'
import { strict } from './strict.ts'
import { createSurroundings } from './surroundings.ts'

/** The main-process half of Electron, and the strings that a test pulls. */
export function createStandIn(machine: Machine) {
  const recorder = createRecorder()
  const windows = new Set<StandInWindow>()
  let browser: BrowserContext | null = null
  let ids = 0

  const app = new DesktopApp(
    machine,
    () => [...windows],
    async () => browser?.close(),
  )
  const schemes = createSchemes(() => app.isReady(), recorder)
  const ipc = createMainIpc()
  const { shell, dialog, defaultSession } = createSurroundings(recorder)
  const safeStorage = createSafeStorage(machine, () => app.isReady())
  const session = { defaultSession: strict('session.defaultSession', defaultSession) }
  const profile = join(machine.userData, 'stand-in-browser')

  const BrowserWindow = windowClass(
    {
      surface: {
        ...{ ipc, schemes, recorder, session: session.defaultSession },
        get chrome() {
          return browser?.browser()?.version() ?? ''
        },
      },
      browser: () => {
        if (browser === null) throw new Error('Cannot create BrowserWindow before app is ready')
        return browser
      },
      opened: (window) => {
        windows.add(window)
        app.emit('browser-window-created', preventable({}), window)
        app.emit('web-contents-created', preventable({}), window.webContents)
      },
      closed: (window) => {
        windows.delete(window)
        if (windows.size > 0) return
        if (app.listenerCount('window-all-closed') === 0) app.quit()
        else app.emit('window-all-closed')
      },
      nextId: () => ++ids,
    },
    () => [...windows],
  )

  /** Every request of every page: the app's guards are asked about navigations, and its own schemes are answered by it. */
  async function serve(route: Route): Promise<void> {
    const request = route.request()
    const address = schemes.fromPage(request.url())
    if (request.isNavigationRequest()) {
      const owner = ownerOf(request)
      if (owner === 'none') return route.abort('aborted')
      if (owner?.contents.forbids(address) === true) return route.abort('aborted')
    }
    const body = request.postDataBuffer()
    const asked = new Request(address, {
      method: request.method(),
      headers: request.headers(),
      body: body === null ? null : new Uint8Array(body),
    })
    const answer = schemes.answer(asked)
    if (answer === null) return route.continue()
    try {
      const response = await answer
      const headers = Object.fromEntries(response.headers)
      await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
    } catch (error) {
      recorder.note('protocol handler failed', { address, error: String(error) })
      await route.abort('failed')
    }
  }

  /** The window whose page takes itself elsewhere; null when the app asked for it; 'none' for a page that is no window's. */
  function ownerOf(request: ReturnType<Route['request']>): StandInWindow | null | 'none' {
    try {
      const frame = request.frame()
      return [...windows].find((window) => window.navigatesItself(frame, request.url())) ?? null
    } catch {
      // The first request of what window.open asked for: the page has no frame yet, and is closed again.
      return 'none'
    }
  }

  return {
    electron: {
      app: strict('app', app),
      BrowserWindow: BrowserWindow as unknown as typeof Electron.BrowserWindow,
      ipcMain: strict('ipcMain', ipc),
      protocol: strict('protocol', schemes.protocol),
      safeStorage: strict('safeStorage', safeStorage),
      session: strict('session', session),
      shell: strict('shell', shell),
      dialog: strict('dialog', dialog),
    },
    recorder,
    /** What Electron does once the entry has been evaluated. Resolves to the port on which a test can drive the browser. */
    start: async (): Promise<number> => {
      app.entryEvaluated()
      mkdirSync(machine.userData, { recursive: true })
      browser = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumExecutable(),
        args: [...chromiumFlags(), '--remote-debugging-port=0'],
        headless: true,
        viewport: null,
        acceptDownloads: false,
        // Signals are the app's business, as they are in Electron.
        ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
      })
      await browser.route(() => true, serve)
      app.becomeReady()
      return Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0])
    },
  }
}
