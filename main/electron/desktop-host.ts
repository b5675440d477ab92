import { join } from 'node:path'
import type * as Electron from 'electron'
import type { AuditEventType } from '../../contract/audit-event.ts'
import type { Actor } from '../../contract/scope.ts'
import type { EventDraft } from '../core/audit/event-log.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Lifetime } from '../core/kernel/lifetime.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import type { SettingsSource } from '../core/settings/settings-source.ts'
import { appMenu } from './app-menu.ts'
import { openDesktopTray } from './desktop-tray.ts'
import { openDesktopWindow } from './desktop-window.ts'
import { applyLoginItem, autostartFile, HIDDEN_FLAG } from './login-item.ts'
import { openNotifications } from './notifications.ts'
import { createRenewableHub } from './power-streams.ts'
import type { StartupTime } from './startup-time.ts'
import type { DesktopUpdates } from './updates-desktop.ts'
import { createWaitingCount, type WaitingCount } from './waiting-count.ts'
import { openWindowStateFile } from './window-state-file.ts'
import type { WindowTarget } from './window-target.ts'
import type { WindowZoom } from './window-zoom.ts'

type Parts = 'app' | 'BrowserWindow' | 'Tray' | 'Menu' | 'nativeImage' | 'nativeTheme' | 'screen' | 'powerMonitor'

/** The program and the machine that it runs on. */
export interface DesktopMachine {
  readonly platform: NodeJS.Platform
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly execPath: string
}

export interface DesktopHostParts {
  readonly electron: Pick<typeof Electron, Parts | 'dialog' | 'clipboard' | 'Notification'>
  readonly machine: DesktopMachine
  readonly preload: string
  /** Folder of the drawn icons. */
  readonly icons: string
  readonly target: WindowTarget
  readonly startup: Pick<StartupTime, 'windowReady'>
  readonly operator: Actor
  readonly fetchAs: (actor: Actor, request: Request) => Promise<Response>
  readonly events: EventHub
  readonly note: (line: EventDraft) => void
  readonly nextCorrelationId: () => string
  /** Was this call made in the window? */
  readonly isOwnCall: (correlationId: string) => boolean
  readonly settings: SettingsSource
  /** Where other programs reach the console. */
  readonly address: string
  /** Ends connections to the outside that may have died unseen, so that they are made anew. */
  readonly reconnect: () => void
  /** Null where there is nothing to update from. */
  readonly updates: DesktopUpdates | null
  readonly timers: Timers
  readonly logger: Logger
}

export interface DesktopHost {
  readonly window: Electron.BrowserWindow
  readonly zoom: WindowZoom
  readonly waiting: WaitingCount
  /** For the window's subscriptions: it ends them when the machine wakes up, so that the page connects anew. */
  readonly events: EventHub
  /** Shows the console, once all that it calls is there. */
  load(): Promise<void>
}

/** Reads what waits, and decides nothing. */
const TRAY: Actor = { sub: 'desktop-tray', scopes: ['observer'], door: 'desktop' }
const DESKTOP: Actor = { sub: 'desktop', scopes: [], door: 'desktop' }

/** Window, menu, tray, login item and power, wired to the app function. */
export function openDesktopHost(owner: Lifetime, parts: DesktopHostParts): DesktopHost {
  const { electron, machine, settings, logger, target, timers } = parts
  const { app, Menu } = electron
  const { platform } = machine
  const read = (path: string) => parts.fetchAs(TRAY, new Request(`http://desktop.invalid${path}`))
  const line = (type: AuditEventType, data: EventDraft['data']): EventDraft => ({
    ...{
      type,
      actor: DESKTOP,
      correlation_id: parts.nextCorrelationId(),
      task_id: null,
      route: null,
      status: null,
      data,
    },
  })

  const streams = createRenewableHub(parts.events)
  const waiting = createWaitingCount({ readInbox: () => read('/api/inbox'), hub: parts.events, timers, logger })
  owner.own('count of what waits', waiting.close)

  const notifications = openNotifications({
    ...{ app, Notification: electron.Notification, platform, settings, timers, logger, show: target.show },
    ...{ hub: parts.events, clock: { now: () => Date.now() } },
    onlooker: { sub: parts.operator.sub, isOwnCall: parts.isOwnCall },
  })
  owner.own('notifications', notifications)

  let hasTray = false
  let isClosed = false
  const { window, zoom, load } = openDesktopWindow({
    ...{ ...electron, preload: parts.preload, startup: parts.startup, target, timers, logger },
    file: openWindowStateFile(join(app.getPath('userData'), 'window-state.json'), logger),
    hidesOnClose: () => hasTray && !isClosed && settings.current().desktop.close_to_tray,
    pageLost: (loss) => parts.note(line('desktop_page_lost', { ...loss })),
    reconnect: [streams.renew, waiting.refresh, parts.reconnect],
  })
  const { isPackaged } = app
  const { updates } = parts
  const setMenu = (): void => {
    const lines = updates?.menu() ?? []
    const menu = appMenu({ platform, isPackaged, show: target.show, zoom: zoom.change, updates: lines })
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  }
  setMenu()
  if (updates !== null) owner.own('menu of updates', updates.watch(setMenu))

  const tray = openDesktopTray(owner, {
    ...{ ...electron, platform, icons: parts.icons, waiting, timers, logger, read, address: parts.address },
    hub: parts.events,
    call: (request) => parts.fetchAs(parts.operator, request),
    show: target.show,
    quit: () => app.quit(),
  })
  const follow = (): void => {
    applyLoginItem(settings.current().desktop.start_at_login, {
      ...{ app, platform, logger, command: ownCommand(machine, app) },
      autostartFile:
        platform === 'linux' ? autostartFile(machine.env['XDG_CONFIG_HOME'], app.getPath('home'), isPackaged) : null,
    })
  }
  follow()
  owner.own('start at login', settings.watch(follow))
  // Before an update of macOS quits the app it closes every window, and one that hides instead would hold it back for ever: the icon that
  // brings it back goes with the rest. https://www.electronjs.org/docs/latest/api/auto-updater#autoupdaterquitandinstall
  owner.own('window that hides', () => {
    isClosed = true
  })

  return {
    ...{ window, zoom, waiting, events: streams.hub },
    load: async () => {
      const opened = tray.then((there) => {
        hasTray = there
        return there
      })
      // Without an icon that brings it back, no window starts hidden.
      await load(startsHidden(machine, app) ? opened : Promise.resolve(false))
      await opened
    },
  }
}

/** macOS starts a login item without arguments, and says so in another way. */
function startsHidden({ platform, argv }: DesktopMachine, app: Electron.App): boolean {
  return argv.includes(HIDDEN_FLAG) || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
}

/** What starts this app again. An AppImage runs from a place that is gone afterwards; its own file is named in APPIMAGE. */
function ownCommand({ env, execPath }: DesktopMachine, app: Electron.App): [string, ...string[]] {
  return app.isPackaged ? [env['APPIMAGE'] ?? execPath] : [execPath, app.getAppPath()]
}
