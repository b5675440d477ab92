import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  clipboard,
  desktopCapturer,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from 'electron'
import type { Actor } from '../contract/scope.ts'
import { findPackageFolder } from './adapters/files/evidence-place.ts'
import { openConsoleHost } from './console-host.ts'
import { type Lifetime, openOwned } from './core/kernel/lifetime.ts'
import { createBadge } from './electron/badge.ts'
import { createCaptureSources } from './electron/capture-sources.ts'
import { closeBeforeQuit } from './electron/clean-quit.ts'
import { registerConsoleScheme, serveConsole } from './electron/console-protocol.ts'
import { refusedFlags } from './electron/debug-flags.ts'
import { takeDeepLinks } from './electron/deep-link-entry.ts'
import { openDesktopHost } from './electron/desktop-host.ts'
import { guardDownloads } from './electron/download-guard.ts'
import { headlessVerify, phasesToVerify } from './electron/headless-verify.ts'
import { createHostPorts } from './electron/host-ports.ts'
import { openIpcDoor } from './electron/ipc-door.ts'
import { guardNavigation } from './electron/navigation-guards.ts'
import { guardNetwork } from './electron/network-guard.ts'
import { openFolder } from './electron/open-folder.ts'
import { createOutsideLinks } from './electron/outside-links.ts'
import { ownFlags } from './electron/own-flags.ts'
import { guardPermissions } from './electron/permission-guard.ts'
import { createRefusedAttempts, type RefusedAttempts } from './electron/refused-attempts.ts'
import { findSafeStorage } from './electron/safe-storage.ts'
import { createStartupTime } from './electron/startup-time.ts'
import { openDesktopUpdates } from './electron/updates-desktop.ts'
import { loadUpdateLibrary } from './electron/updates-library.ts'
import { createWindowTarget, type WindowTarget } from './electron/window-target.ts'
import { SECURITY_HEADERS } from './http/guards.ts'
import { problemOf } from './http/problem-response.ts'
import { loadConfigWithSecrets } from './kept-secrets.ts'
import { createNodeTimers } from './node-timers.ts'
import { operatorSub } from './operator-name.ts'
import { createLogger } from './pino-logger.ts'
import { findResources } from './resources.ts'
import { startupFailure } from './startup-failure.ts'
import { hasPhases, runPhases } from './verify-phases.ts'

/** Reads the console's files for the window's scheme; without a scope it can read nothing else. */
const FILE_READER: Actor = { sub: 'console-files', scopes: [], door: 'desktop' }

const logger = createLogger()
const timers = createNodeTimers()

const phases = phasesToVerify(process.argv)
if (phases === null) start()
else void verifyOnly(phases)

function start(): void {
  // Chromium keeps its own files beside the data root, which may be the user-data folder itself, not among the task files and the log.
  const browserFiles = join(app.getPath('userData'), 'browser')
  mkdirSync(browserFiles, { recursive: true })
  app.setPath('sessionData', browserFiles)
  registerConsoleScheme(protocol)

  const openingSwitches = app.isPackaged ? refusedFlags(process.argv, process.platform) : []
  if (openingSwitches.length > 0) refuseSwitches(openingSwitches)
  else if (app.requestSingleInstanceLock()) run()
  else app.quit()
}

/** Acceptance phases without a window: nothing of the app is opened. */
function verifyOnly(named: readonly string[]): Promise<void> {
  const { root } = findResources(import.meta.dirname)
  const run = (chosen: readonly string[]): Promise<number> =>
    runPhases({ root, phases: chosen, report: 'stdout', versions: process.versions })
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  return headlessVerify({ app, phases: named, hasPhases: hasPhases(root), run, say })
}

/** Never awaits readiness at the top level: Electron becomes ready only after this module has been evaluated. */
function run(): void {
  const attempts = createRefusedAttempts(timers)
  const target = createWindowTarget()
  guardNavigation({ app, openOutside: createOutsideLinks({ shell, dialog, attempts, timers }), attempts })
  const refused = (link: string): void => attempts.note('deep_link', link)
  takeDeepLinks({ app, dialog, argv: process.argv, use: { show: target.show, refused } })
  const started = app.whenReady().then(() => openOwned((owner) => open(owner, target, attempts)))
  closeBeforeQuit(app, async () => (await started).lifetime.close(), logger)
  process.on('uncaughtException', stopVisibly)
  // Node would make it an uncaught exception; Electron only warns. https://github.com/electron/electron/pull/37464
  process.on('unhandledRejection', (reason) =>
    stopVisibly(reason instanceof Error ? reason : new Error(String(reason))),
  )
  // The window closes for good only where no tray icon could bring it back, on macOS as well.
  app.on('window-all-closed', () => app.quit())
  started.catch(failVisibly)
}

async function open(owner: Lifetime, target: WindowTarget, attempts: RefusedAttempts): Promise<void> {
  const resources = findResources(import.meta.dirname)
  const dataRoot = app.isPackaged ? app.getPath('userData') : resources.root
  const sealer = await findSafeStorage(safeStorage, process.platform)
  const config = await loadConfigWithSecrets(ownFlags(process.argv), process.env, dataRoot, sealer)
  const capture = createCaptureSources(desktopCapturer, timers)
  const ports = createHostPorts({ capturer: desktopCapturer, screen, sources: capture, shell, Notification, timers })
  const { app: core, url } = await openConsoleHost(owner, config, 'desktop', logger, sealer, ports)

  const bootId = randomBytes(4).toString('hex')
  let calls = 0
  const own = `desktop-${bootId}-`
  const nextCorrelationId = (): string => `${own}${(calls++).toString(36)}`
  const isOwnCall = (correlationId: string): boolean => correlationId.startsWith(own)
  attempts.recordTo({ note: core.note, nextCorrelationId })
  owner.own('refused attempts', attempts.close)
  await guardNetwork({ session: session.defaultSession, app, attempts })
  guardPermissions(session.defaultSession, attempts)
  guardDownloads(session.defaultSession, attempts)
  const readFile = (request: Request) => core.fetch(request, { identity: FILE_READER })
  owner.own('console files', serveConsole(protocol, { readFile, headers: SECURITY_HEADERS, attempts }))

  const operator: Actor = { sub: operatorSub(config), scopes: ['admin'], door: 'desktop' }
  const updates = await openDesktopUpdates(owner, {
    ...{ app, dialog, shell, machine: process, resources: process.resourcesPath, library: loadUpdateLibrary },
    ...{ settings: core.settings, note: core.note, nextCorrelationId, timers, logger },
    openSettings: () => target.show({ page: 'settings' }),
  })
  const icons = join(import.meta.dirname, '..', 'icons')
  const startup = createStartupTime(process, logger)
  const desktop = openDesktopHost(owner, {
    electron: {
      ...{ app, BrowserWindow, Tray, Menu, nativeImage, nativeTheme, screen, powerMonitor, dialog, clipboard },
      Notification,
    },
    machine: process,
    preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
    fetchAs: async (identity, request) => core.fetch(request, { identity }),
    ...{ events: core.events, note: core.note, settings: core.settings, address: url, reconnect: core.reconnect },
    ...{ icons, startup, target, operator, nextCorrelationId, isOwnCall, timers, logger, updates },
  })
  const evidence = join(config.data_root, 'audit', 'evidence')
  const door = openIpcDoor({
    ipc: ipcMain,
    contents: desktop.window.webContents,
    operator,
    fetch: (request) => core.fetch(request, { identity: operator, correlation_id: nextCorrelationId() }),
    verbs: {
      openEvidence: async (address) => openFolder(await findPackageFolder(evidence, address), shell, timers),
      capture,
      setBadge: createBadge({ app, window: desktop.window, images: nativeImage, platform: process.platform, icons }),
      zoom: desktop.zoom.change,
    },
    ...{ events: desktop.events, problemOf, nextCorrelationId, note: startup.listening(core.note), attempts, timers },
  })
  owner.own('desktop door', door.close)
  await desktop.load()
}

/** A switch that opens the app to others is no setting of it. */
function refuseSwitches(names: readonly string[]): void {
  logger.error({ switches: names }, 'not started: these switches would open the app')
  app.exit(1)
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
