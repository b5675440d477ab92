import type * as Electron from 'electron'
import type { StandInWindow } from './browser-window.ts'
import type { DesktopApp } from './desktop-app.ts'
import { type ShownLine, shownIn } from './menu.ts'
import type { StandInTheme } from './native-theme.ts'
import type { NotificationService, StandInNotification } from './notification.ts'
import type { Permissions } from './permissions.ts'
import type { StandInScreen } from './screen.ts'
import type { StandInTray } from './tray.ts'

export interface StringParts {
  readonly app: DesktopApp
  readonly windows: () => readonly StandInWindow[]
  readonly trays: ReadonlySet<StandInTray>
  readonly applicationMenu: () => Electron.Menu | null
  readonly notifications: ReadonlySet<StandInNotification>
  readonly permissions: Permissions
  readonly theme: StandInTheme
  readonly screen: StandInScreen
  readonly machine: { notifications: NotificationService }
  readonly answers: number[]
}

const plain = (label: string): string => label.replaceAll('&', '')

/** The strings that a test pulls: what a person or the system does, where real Electron has no call for it. */
export function createStrings(parts: StringParts) {
  const theTray = (): StandInTray => {
    const [tray] = parts.trays
    if (tray === undefined) throw new Error('electron stand-in: there is no tray icon')
    return tray
  }
  const theWindow = (): StandInWindow => {
    const [window] = parts.windows()
    if (window === undefined) throw new Error('electron stand-in: there is no window')
    return window
  }
  /** Opens menus one after the other, as a person does, and clicks the last line. */
  function clickLine(menu: Electron.Menu | null, path: readonly string[]): void {
    const [label = '', ...deeper] = path
    menu?.emit('menu-will-show', {})
    const item = menu?.items.find((one) => one.visible && plain(one.label) === label)
    if (item === undefined)
      throw new Error(`no line "${label}", only: ${menu?.items.map((one) => plain(one.label)).join(', ') ?? 'no menu'}`)
    if (!item.enabled) throw new Error(`the line "${label}" is grey`)
    const [window] = parts.windows()
    if (deeper.length > 0) clickLine(item.submenu ?? null, deeper)
    else item.click({}, window?.self, window?.webContents)
  }
  const notification = (title: string): StandInNotification => {
    const found = [...parts.notifications].find((one) => one.title.includes(title))
    if (found !== undefined) return found
    throw new Error(`no notification "${title}", only: ${[...parts.notifications].map((one) => one.title).join(', ')}`)
  }

  return {
    trays: () => [...parts.trays].map((tray) => tray.look()),
    clickTray: (moment: 'click' | 'double-click' | 'right-click') => theTray().press(moment),
    clickTrayLine: (path: readonly string[]) => clickLine(theTray().menu, path),
    menu: (): ShownLine[] => {
      const menu = parts.applicationMenu()
      return menu === null ? [] : shownIn(menu)
    },
    clickMenuLine: (path: readonly string[]) => clickLine(parts.applicationMenu(), path),
    notifications: () =>
      [...parts.notifications].map(({ id, title, subtitle, body, silent, sound, urgency, actions }) => ({
        ...{ id, title, subtitle, body, silent, sound, urgency, actions },
      })),
    clickNotification: (title: string, action: number | null) => notification(title).press(action),
    dismissNotification: (title: string) => notification(title).close(),
    notificationService: (service: NotificationService) => {
      parts.machine.notifications = service
    },
    askPermission: (name: string, isMainFrame: boolean) => {
      const contents = theWindow().webContents
      return parts.permissions.ask(contents, name, contents.getURL(), isMainFrame)
    },
    systemTheme: (theme: 'dark' | 'light') => parts.theme.systemTurns(theme === 'dark'),
    unplugSecondDisplay: () => parts.screen.unplugSecond(),
    /** What is pressed in the next message boxes, by number of the button; without one, what Escape does. */
    answerNext: (...buttons: number[]) => void parts.answers.push(...buttons),
    /** The user drags the window, or its edge. */
    moveWindow: (bounds: Partial<Electron.Rectangle>) => theWindow().setBounds(bounds),
  }
}

export type Strings = ReturnType<typeof createStrings>
