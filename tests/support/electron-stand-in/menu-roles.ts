import type { StandInWindow } from './browser-window.ts'
import type { DesktopApp } from './desktop-app.ts'
import type { Recorder } from './recorder.ts'

/** One step of a zoom role. https://github.com/electron/electron/blob/main/lib/browser/api/menu-item-roles.ts */
const STEP = 0.5

/**
 * What a click on a line with a role does. False for a role that does nothing by itself: the app's own function is called. What only a
 * page with the focus can do (copy, paste …) is written down.
 */
export function createRoles(app: DesktopApp, windows: () => readonly StandInWindow[], recorder: Recorder) {
  return (role: string): boolean => {
    const [window] = windows()
    const zoom = (step: number | null): void => {
      if (window !== undefined) window.contents.zoomLevel = step === null ? 0 : window.contents.zoomLevel + step
    }
    const acts: Readonly<Record<string, () => void>> = {
      quit: () => app.quit(),
      about: () => app.showAboutPanel(),
      close: () => window?.close(),
      minimize: () => window?.minimize(),
      reload: () => window?.reload(),
      forcereload: () => window?.reload(),
      toggledevtools: () => window?.contents.toggleDevTools(),
      togglefullscreen: () => window?.setFullScreen(!window.isFullScreen()),
      resetzoom: () => zoom(null),
      zoomin: () => zoom(STEP),
      zoomout: () => zoom(-STEP),
    }
    recorder.note('role', role)
    acts[role]?.()
    return true
  }
}
