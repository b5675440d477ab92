import type { App, BrowserWindow, Dialog, NativeTheme, PowerMonitor, Screen } from 'electron'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { closeToTray } from './close-to-tray.ts'
import { type PageLoss, recoverPage } from './page-recovery.ts'
import { followPower } from './power.ts'
import type { StartupTime } from './startup-time.ts'
import { createConsoleWindow, type WindowParts } from './window.ts'
import { rememberWindow } from './window-memory.ts'
import type { WindowStateFile } from './window-state-file.ts'
import type { WindowTarget } from './window-target.ts'
import { createWindowZoom, type WindowZoom } from './window-zoom.ts'

export interface DesktopWindowParts {
  readonly app: Pick<App, 'on' | 'quit' | 'isPackaged'>
  readonly BrowserWindow: WindowParts['BrowserWindow']
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors' | 'on'>
  readonly screen: Pick<Screen, 'getPrimaryDisplay' | 'getAllDisplays'>
  readonly powerMonitor: Pick<PowerMonitor, 'on'>
  readonly preload: string
  readonly file: WindowStateFile
  readonly target: WindowTarget
  readonly startup: Pick<StartupTime, 'windowReady'>
  readonly timers: Timers
  readonly logger: Logger
  /** Closing the window shall hide it, and an icon is there to bring it back. Asked at every close. */
  readonly hidesOnClose: () => boolean
  readonly pageLost: (loss: PageLoss) => void
  /** What begins anew when the machine wakes up. */
  readonly reconnect: readonly (() => void)[]
}

export interface DesktopWindow {
  readonly window: BrowserWindow
  readonly zoom: WindowZoom
  /** Loads the console. The window shows itself as soon as it can be painted, unless `hidden` comes to be true. */
  load(hidden: Promise<boolean>): Promise<void>
}

/** The console's window and all that keeps it well: its place, its zoom, its page, its end. */
export function openDesktopWindow(parts: DesktopWindowParts): DesktopWindow {
  const { app, dialog, file, logger } = parts
  const window = createConsoleWindow({ ...parts, devTools: !app.isPackaged, state: file.current() })
  const { webContents: contents } = window
  contents.on('preload-error', (_event, path, error) => logger.error({ err: error, file: path }, 'preload failed'))
  rememberWindow(window, file, parts.timers)
  const zoom = createWindowZoom(contents, file.current().zoom, (factor) => file.keep({ zoom: factor }))
  const page = recoverPage({
    window,
    app,
    dialog,
    now: () => performance.now(),
    timers: parts.timers,
    lost: parts.pageLost,
    logger,
  })
  const closing = closeToTray({ window, app, dialog, file, isWanted: parts.hidesOnClose })
  parts.target.attach(window)

  app.on('before-quit', closing.leaving)
  // A click on the icon in the Dock.
  app.on('activate', () => parts.target.show(null))
  // Windows ends the session: https://www.electronjs.org/docs/latest/api/base-window#event-session-end-windows
  window.on('session-end', () => app.quit())
  followPower(parts.powerMonitor, app, { reconnect: parts.reconnect }, logger)

  return {
    window,
    zoom,
    load: async (hidden) => {
      window.once('ready-to-show', () => {
        parts.startup.windowReady()
        void hidden.then((isHidden) => {
          if (!isHidden && !window.isDestroyed()) window.show()
        })
      })
      await page.open()
    },
  }
}
