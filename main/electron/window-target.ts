import type { BrowserWindow } from 'electron'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import { TARGET_CHANNEL } from './ipc-channels.ts'

/** Brings the window, and places of the console in it, to the screen. */
export interface WindowTarget {
  /** Null: the window as it is. Before there is a window, and while its page is away, the latest wish is kept. */
  show(target: DesktopTarget | null): void
  attach(window: BrowserWindow): void
}

export function createWindowTarget(): WindowTarget {
  let window: BrowserWindow | null = null
  let hears = false
  let wish: DesktopTarget | null = null
  let early = false

  function send(): void {
    if (window === null || window.isDestroyed() || !hears || wish === null) return
    window.webContents.send(TARGET_CHANNEL, wish)
    wish = null
  }

  return {
    show: (target) => {
      if (target !== null) wish = target
      if (window === null) early = true
      if (window === null || window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      send()
    },
    attach: (made) => {
      window = made
      // Somebody asked for the window while it was being made: it is not one that starts hidden any more.
      if (early) made.once('ready-to-show', () => made.show())
      // The preload script listens before the page's own scripts run, so whoever has loaded has ears.
      made.webContents.on('did-finish-load', () => {
        hears = true
        send()
      })
      made.webContents.on('render-process-gone', () => {
        hears = false
      })
    },
  }
}
