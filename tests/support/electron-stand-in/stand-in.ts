import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { type BrowserContext, chromium } from 'playwright'
import { chromiumExecutable, chromiumFlags } from '../chromium.ts'
import { type StandInWindow, windowClass } from './browser-window.ts'
import { DesktopApp, type Machine } from './desktop-app.ts'
import { tellDownload } from './downloads.ts'
import { MainIpc } from './main-ipc.ts'
import { createModules } from './modules.ts'
import { createPageServer } from './page-server.ts'
import { preventable } from './preventable.ts'
import { createRecorder } from './recorder.ts'
import { createSchemes } from './schemes.ts'
import { strict } from './strict.ts'

/** The main-process half of Electron, and the strings that a test pulls. */
export function createStandIn(machine: Machine) {
  const recorder = createRecorder()
  const all = new Set<StandInWindow>()
  const windows = (): StandInWindow[] => [...all]
  let browser: BrowserContext | null = null
  let ids = 0

  const app = new DesktopApp(machine, recorder, windows, async () => browser?.close())
  const schemes = createSchemes(() => app.isReady(), recorder)
  const ipc = new MainIpc()
  const modules = createModules(machine, app, windows, recorder)
  const profile = join(machine.userData, 'stand-in-browser')

  const BrowserWindow = windowClass(
    {
      surface: {
        ...{ ipc, schemes, recorder, session: modules.electron.session.defaultSession },
        get chrome() {
          return browser?.browser()?.version() ?? ''
        },
        dark: () => modules.theme.shouldUseDarkColors,
        rendererGone: (contents, details) => app.emit('render-process-gone', preventable({}), contents, details),
        download: (contents, download) =>
          tellDownload(modules.defaultSession, contents, download, schemes.fromPage(download.url()), recorder),
      },
      browser: () => {
        if (browser === null) throw new Error('Cannot create BrowserWindow before app is ready')
        return browser
      },
      opened: (window) => {
        all.add(window)
        app.emit('browser-window-created', preventable({}), window.self)
        app.emit('web-contents-created', preventable({}), window.webContents)
      },
      closed: (window) => {
        all.delete(window)
        if (all.size > 0) return
        if (app.listenerCount('window-all-closed') === 0) app.quit()
        else app.emit('window-all-closed')
      },
      nextId: () => ++ids,
    },
    windows,
  )

  return {
    electron: {
      ...modules.electron,
      app: strict('app', app),
      BrowserWindow: BrowserWindow as unknown as typeof Electron.BrowserWindow,
      ipcMain: strict('ipcMain', ipc),
      protocol: strict('protocol', schemes.protocol),
    },
    recorder,
    strings: modules.strings,
    /** What Electron does once the entry has been evaluated. Resolves to the port on which a test can drive the browser. */
    start: async (): Promise<number> => {
      app.entryEvaluated()
      mkdirSync(machine.userData, { recursive: true })
      browser = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumExecutable(),
        args: [...chromiumFlags(), '--remote-debugging-port=0'],
        headless: true,
        viewport: null,
        acceptDownloads: true,
        // Signals are the app's business, as they are in Electron.
        ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
      })
      const cdp = await browser.browser()?.newBrowserCDPSession()
      if (cdp === undefined) throw new Error('electron stand-in: the browser cannot be driven')
      const { requests, permissions } = modules
      const serve = createPageServer({ windows, schemes, requests, permissions, recorder, cdp })
      await browser.route(() => true, serve)
      app.becomeReady()
      return Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0])
    },
  }
}
