import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, protocol, safeStorage, session, shell } from 'electron'
import type { Actor } from '../contract/scope.ts'
import { findPackageFolder } from './adapters/files/evidence-place.ts'
import { openConsoleHost } from './console-host.ts'
import { type Lifetime, openOwned } from './core/kernel/lifetime.ts'
import { closeBeforeQuit } from './electron/clean-quit.ts'
import { CONSOLE_URL } from './electron/console-origin.ts'
import { registerConsoleScheme, serveConsole } from './electron/console-protocol.ts'
import { openIpcDoor } from './electron/ipc-door.ts'
import { guardNavigation, guardPermissions } from './electron/navigation-guards.ts'
import { openFolder } from './electron/open-folder.ts'
import { ownFlags } from './electron/own-flags.ts'
import { findSafeStorage } from './electron/safe-storage.ts'
import { createConsoleWindow } from './electron/window.ts'
import { SECURITY_HEADERS } from './http/guards.ts'
import { problemOf } from './http/problem-response.ts'
import { loadConfigWithSecrets } from './kept-secrets.ts'
import { createNodeTimers } from './node-timers.ts'
import { operatorSub } from './operator-name.ts'
import { createLogger } from './pino-logger.ts'
import { findResources } from './resources.ts'
import { startupFailure } from './startup-failure.ts'

/** Reads the console's files for the window's scheme; without a scope it can read nothing else. */
const FILE_READER: Actor = { sub: 'console-files', scopes: [], door: 'desktop' }

const logger = createLogger()

// Chromium keeps its own files beside the data root, which may be the user-data folder itself, not among the task files and the log.
const browserFiles = join(app.getPath('userData'), 'browser')
mkdirSync(browserFiles, { recursive: true })
app.setPath('sessionData', browserFiles)
registerConsoleScheme(protocol)
guardNavigation(app, shell)

if (app.requestSingleInstanceLock()) run()
else app.quit()

/** Never awaits readiness at the top level: Electron becomes ready only after this module has been evaluated. */
function run(): void {
  const started = app.whenReady().then(() => openOwned(open))
  closeBeforeQuit(app, async () => (await started).lifetime.close(), logger)
  process.on('uncaughtException', stopVisibly)
  app.on('second-instance', showWindow)
  // Also on macOS: while there is no tray, a console without a window would be running unseen.
  app.on('window-all-closed', () => app.quit())
  started.catch(failVisibly)
}

async function open(owner: Lifetime): Promise<void> {
  const resources = findResources(import.meta.dirname)
  const dataRoot = app.isPackaged ? app.getPath('userData') : resources.root
  const sealer = await findSafeStorage(safeStorage, process.platform)
  const config = await loadConfigWithSecrets(ownFlags(process.argv), process.env, dataRoot, sealer)
  const { app: core } = await openConsoleHost(owner, config, 'desktop', logger, sealer)

  guardPermissions(session.defaultSession)
  const readFile = (request: Request) => core.fetch(request, { identity: FILE_READER })
  owner.own('console files', serveConsole(protocol, readFile, SECURITY_HEADERS))
  const window = createConsoleWindow(join(import.meta.dirname, '..', 'preload', 'index.cjs'))
  window.webContents.on('preload-error', (_event, file, error) => logger.error({ err: error, file }, 'preload failed'))
  window.webContents.on('render-process-gone', (_event, details) => logger.error({ ...details }, 'the page has gone'))
  const bootId = randomBytes(4).toString('hex')
  let calls = 0
  const operator: Actor = { sub: operatorSub(config), scopes: ['admin'], door: 'desktop' }
  const evidence = join(config.data_root, 'audit', 'evidence')
  const timers = createNodeTimers()
  const door = openIpcDoor({
    ipc: ipcMain,
    contents: window.webContents,
    operator,
    fetch: (request) => core.fetch(request, { identity: operator }),
    openEvidence: async (address) => openFolder(await findPackageFolder(evidence, address), shell, timers),
    events: core.events,
    problemOf,
    nextCorrelationId: () => `desktop-${bootId}-${(calls++).toString(36)}`,
    note: core.note,
  })
  owner.own('desktop door', door.close)
  await window.loadURL(CONSOLE_URL)
}

/** A second start shows the window of the first. */
function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized() === true) window.restore()
  window?.show()
  window?.focus()
}

function failVisibly(error: unknown): void {
  logger.error({ err: error }, 'the console cannot start')
  const { message, remedy } = startupFailure(error) ?? {
    message: error instanceof Error ? error.message : String(error),
    remedy: 'start it from a terminal: its log tells more',
  }
  dialog.showErrorBox('Countersign cannot start', `${message}\n\nWhat to do: ${remedy}`)
  app.exit(1)
}

/** The data is safe at any instant, as after a power cut; going on in an unknown state would not be. */
function stopVisibly(error: Error): void {
  logger.error({ err: error }, 'an error that nobody caught: leaving')
  dialog.showErrorBox(
    'Countersign has stopped',
    `${error.message}\n\nWhat to do: start it again. Nothing that was confirmed is lost; the log on stderr tells more.`,
  )
  app.exit(1)
}
