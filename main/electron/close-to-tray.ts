import type { App, BrowserWindow, Dialog } from 'electron'
import type { WindowStateFile } from './window-state-file.ts'

/** What the button of a window does. */
export interface CloseToTray {
  /** Someone or something asked the whole app to quit: windows close for good from now on. */
  leaving(): void
}

/**
 * Closing the window hides it while a tray icon stays to bring it back; otherwise it closes, and the app with it. The first time it is
 * explained, with the choice to quit instead.
 */
export function closeToTray(parts: {
  readonly window: Pick<BrowserWindow, 'on' | 'once' | 'hide' | 'isFullScreen' | 'setFullScreen'>
  readonly app: Pick<App, 'quit'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly file: Pick<WindowStateFile, 'current' | 'keep'>
  /** Is there a tray icon that can be seen, and does the operator want this? Asked at every close. */
  readonly isWanted: () => boolean
}): CloseToTray {
  let isLeaving = false

  async function explain(): Promise<void> {
    if (parts.file.current().tray_explained) return
    parts.file.keep({ tray_explained: true })
    const { response } = await parts.dialog.showMessageBox({
      type: 'info',
      title: 'Countersign',
      message: 'Countersign goes on in the tray',
      detail:
        'The window is closed, and the console keeps running: requests are taken in, and you are told when something waits for you. ' +
        'The icon in the tray brings the window back.\n\nThe settings page says whether closing the window quits instead.',
      buttons: ['Keep running', 'Quit now'],
      defaultId: 0,
      cancelId: 0,
    })
    if (response === 1) parts.app.quit()
  }

  /** On macOS a window that fills a screen of its own leaves that black when it is hidden. https://github.com/electron/electron/issues/39572 */
  function hide(): void {
    if (parts.window.isFullScreen()) {
      parts.window.once('leave-full-screen', () => parts.window.hide())
      parts.window.setFullScreen(false)
    } else parts.window.hide()
  }

  parts.window.on('close', (event) => {
    if (isLeaving || !parts.isWanted()) return
    event.preventDefault()
    hide()
    // A hint that cannot be shown is not worth an error: the window is hidden, as was asked.
    void explain().catch(() => undefined)
  })
  return {
    leaving: () => {
      isLeaving = true
    },
  }
}
