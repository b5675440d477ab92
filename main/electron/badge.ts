import { join } from 'node:path'
import type { App, BrowserWindow, nativeImage } from 'electron'

export interface BadgeParts {
  readonly app: Pick<App, 'setBadgeCount'>
  readonly window: Pick<BrowserWindow, 'isDestroyed' | 'on' | 'setOverlayIcon'>
  readonly images: Pick<typeof nativeImage, 'createFromPath'>
  readonly platform: NodeJS.Platform
  /** Folder of the drawn icons. */
  readonly icons: string
}

/**
 * Shows at the app's icon how many things wait; 0 takes it away. macOS and some desktops of Linux draw the number. Windows knows no number
 * there, only a small icon over that of the window, with words for those who do not see it. Throws when that icon cannot be read.
 * https://www.electronjs.org/docs/latest/api/app#appsetbadgecountcount-linux-macos
 * https://www.electronjs.org/docs/latest/api/browser-window#winsetoverlayiconoverlay-description-windows
 */
export function createBadge(parts: BadgeParts): (count: number) => void {
  const { app, window } = parts
  if (parts.platform !== 'win32') return (count) => void app.setBadgeCount(count)
  const file = join(parts.icons, 'badge.png')
  const icon = parts.images.createFromPath(file)
  if (icon.isEmpty()) throw new Error(`there is no icon in ${file}: build the app anew`)
  let waiting = 0
  const show = (): void => {
    if (window.isDestroyed()) return
    if (waiting === 0) window.setOverlayIcon(null, '')
    else window.setOverlayIcon(icon, waiting === 1 ? '1 thing waits for you' : `${waiting} things wait for you`)
  }
  // A window that was hidden comes back with a new button in the taskbar, which has no icon over it.
  window.on('show', show)
  return (count) => {
    waiting = count
    show()
  }
}
