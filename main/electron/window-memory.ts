import type { BrowserWindow } from 'electron'
import type { Timers } from '../core/kernel/timers.ts'
import type { WindowStateFile } from './window-state-file.ts'

/** Moving and resizing tell of every pixel; the place is kept once the hand rests, in milliseconds. */
const REST_MS = 400

type Watched = Pick<BrowserWindow, 'on' | 'once' | 'getNormalBounds' | 'isMaximized' | 'isDestroyed'>

/**
 * Keeps where the window is, in its normal size, and whether it fills the screen. Until it is shown there is nothing new: one that is to
 * fill the screen does so only then.
 */
export function rememberWindow(window: Watched, file: WindowStateFile, timers: Timers): void {
  let cancel: (() => void) | null = null
  let wasShown = false

  function keep(): void {
    cancel?.()
    cancel = null
    if (!wasShown || window.isDestroyed()) return
    const { x, y, width, height } = window.getNormalBounds()
    const bounds = { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) }
    file.keep({ bounds, maximised: window.isMaximized() })
  }
  function soon(): void {
    cancel?.()
    cancel = timers.after(REST_MS, keep)
  }

  window.once('show', () => {
    wasShown = true
  })
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('close', keep)
}
