import type { MainModule } from './electron-stand-in/main-module.ts'
import type { ShownLine } from './electron-stand-in/menu.ts'
import type { NotificationService } from './electron-stand-in/notification.ts'
import type { Strings } from './electron-stand-in/strings.ts'

type Evaluate = <R, A>(work: (electron: MainModule, argument: A) => R, argument?: A) => Promise<Awaited<R>>

/** What a person before the screen and the system around the app do. */
export interface DesktopStrings {
  /** In both. */
  closeWindow(): Promise<void>
  secondStart(argv: readonly string[]): Promise<void>
  openUrl(address: string): Promise<void>
  power(moment: 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen' | 'shutdown'): Promise<void>
  hang(moment: 'unresponsive' | 'responsive'): Promise<void>
  crash(): Promise<void>
  moveWindow(bounds: { x?: number; y?: number; width?: number; height?: number }): Promise<void>
  /** Opens the menus of the app by their labels, without `&`, and clicks the last. */
  clickMenu(path: readonly string[]): Promise<void>
  theme(theme: 'dark' | 'light'): Promise<void>

  /** In the stand-in only: real Electron has no way to see or click these. Rejects there. */
  trays(): Promise<{ toolTip: string; title: string; menu: readonly ShownLine[] }[]>
  clickTray(moment: 'click' | 'double-click' | 'right-click'): Promise<void>
  clickTrayLine(path: readonly string[]): Promise<void>
  notifications(): Promise<ReturnType<Strings['notifications']>>
  clickNotification(title: string, action: number | null): Promise<void>
  notificationService(service: NotificationService): Promise<void>
  askPermission(name: string, isMainFrame: boolean): Promise<boolean>
  unplugSecondDisplay(): Promise<void>
  /** Buttons that are pressed in the next message boxes. */
  answerNext(...buttons: number[]): Promise<void>
  /** What the app asked of the desktop around it, of one kind, in order. */
  recorded(kind: string): Promise<unknown[]>
}

export function createDesktopStrings(real: boolean, evaluate: Evaluate): DesktopStrings {
  function only<R, A>(work: (electron: MainModule, argument: A) => R, argument: A): Promise<Awaited<R>> {
    if (real) return Promise.reject(new Error('only the stand-in can do that: leave the test out in real Electron'))
    return evaluate(work, argument)
  }
  return {
    // Later, so that the answer comes before the app may leave.
    closeWindow: () =>
      evaluate(({ BrowserWindow }) => void setTimeout(() => BrowserWindow.getAllWindows()[0]?.close())),
    secondStart: (argv) =>
      evaluate(({ app }, given) => void app.emit('second-instance', {}, given, process.cwd(), null), argv),
    openUrl: (address) =>
      evaluate(({ app }, url) => void app.emit('open-url', { preventDefault: () => undefined }, url), address),
    power: (moment) => evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), moment),
    hang: (moment) => evaluate(({ BrowserWindow }, name) => void BrowserWindow.getAllWindows()[0]?.emit(name), moment),
    crash: () =>
      evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()),
    moveWindow: (bounds) =>
      evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds),
    clickMenu: (path) =>
      evaluate(({ BrowserWindow, Menu }, labels) => {
        const [window] = BrowserWindow.getAllWindows()
        let menu = Menu.getApplicationMenu()
        for (const [at, label] of labels.entries()) {
          const item = menu?.items.find((one) => one.visible && one.label.replaceAll('&', '') === label)
          if (item === undefined || !item.enabled) throw new Error(`the menu has no line "${label}" to click`)
          if (at === labels.length - 1) item.click({}, window, window?.webContents)
          else menu = item.submenu ?? null
        }
      }, path),
    theme: (theme) =>
      real
        ? evaluate(({ nativeTheme }, to) => void Object.assign(nativeTheme, { themeSource: to }), theme)
        : only(({ strings }, to) => strings.systemTheme(to), theme),

    trays: () => only(({ strings }) => strings.trays(), null),
    clickTray: (moment) => only(({ strings }, what) => strings.clickTray(what), moment),
    clickTrayLine: (path) => only(({ strings }, labels) => strings.clickTrayLine(labels), path),
    notifications: () => only(({ strings }) => strings.notifications(), null),
    clickNotification: (title, action) =>
      only(({ strings }, [which, button]) => strings.clickNotification(which, button), [title, action] as const),
    notificationService: (service) => only(({ strings }, to) => strings.notificationService(to), service),
    askPermission: (name, isMainFrame) =>
      only(({ strings }, [which, main]) => strings.askPermission(which, main), [name, isMainFrame] as const),
    unplugSecondDisplay: () => only(({ strings }) => strings.unplugSecondDisplay(), null),
    answerNext: (...buttons) => only(({ strings }, all) => strings.answerNext(...all), buttons),
    recorded: (kind) =>
      only(({ recorded }, of) => recorded.filter((one) => one.kind === of).map(({ data }) => data), kind),
  }
}
