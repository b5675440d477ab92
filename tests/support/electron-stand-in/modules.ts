import type * as Electron from 'electron'
import type { StandInWindow } from './browser-window.ts'
import { createClipboard } from './clipboard.ts'
import type { DesktopApp, Machine } from './desktop-app.ts'
import { createDesktopCapturer } from './desktop-capturer.ts'
import { menuClasses } from './menu.ts'
import { createRoles } from './menu-roles.ts'
import { createNativeImages } from './native-image.ts'
import { StandInTheme } from './native-theme.ts'
import { notificationClass } from './notification.ts'
import { createPermissions } from './permissions.ts'
import { StandInPower } from './power-monitor.ts'
import type { Recorder } from './recorder.ts'
import { createSafeStorage } from './safe-storage.ts'
import { StandInScreen } from './screen.ts'
import { strict } from './strict.ts'
import { createStrings } from './strings.ts'
import { createSurroundings } from './surroundings.ts'
import { trayClass } from './tray.ts'
import { createPageRequests } from './web-request.ts'
import { createSession } from './web-session.ts'

/** All modules of Electron that need no page, and the strings that move them. */
export function createModules(
  machine: Machine,
  app: DesktopApp,
  windows: () => readonly StandInWindow[],
  recorder: Recorder,
) {
  const isReady = (): boolean => app.isReady()
  const answers: number[] = []
  const state = { notifications: machine.notifications }
  const { shell, dialog } = createSurroundings(recorder, answers)
  const permissions = createPermissions(recorder)
  const requests = createPageRequests(recorder)
  const defaultSession = createSession(recorder, permissions, requests)
  const theme = new StandInTheme(recorder, () => {
    for (const { contents } of windows()) contents.recoloured()
  })
  const screen = new StandInScreen(isReady)
  const { Tray, all } = trayClass(recorder, isReady)
  const { Notification, shown } = notificationClass(recorder, () => state.notifications)
  const menus = menuClasses({ recorder, act: createRoles(app, windows, recorder) })

  return {
    ...{ defaultSession, permissions, requests, theme },
    strings: createStrings({
      ...{ app, windows, trays: all, notifications: shown, permissions, theme, screen, machine: state, answers },
      applicationMenu: menus.Menu.getApplicationMenu,
    }),
    electron: {
      ...menus,
      ...{ Tray, Notification },
      clipboard: strict('clipboard', createClipboard(recorder)) as Electron.Clipboard,
      desktopCapturer: strict('desktopCapturer', createDesktopCapturer(recorder)) as Electron.DesktopCapturer,
      dialog: strict('dialog', dialog),
      nativeImage: strict('nativeImage', createNativeImages()) as typeof Electron.nativeImage,
      nativeTheme: strict('nativeTheme', theme) as unknown as Electron.NativeTheme,
      powerMonitor: strict('powerMonitor', new StandInPower()) as unknown as Electron.PowerMonitor,
      safeStorage: strict('safeStorage', createSafeStorage(machine, isReady)),
      screen: strict('screen', screen) as unknown as Electron.Screen,
      session: strict('session', { defaultSession: strict('session.defaultSession', defaultSession) }),
      shell: strict('shell', shell),
    },
  }
}
