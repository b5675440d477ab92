import type { IpcRenderer } from 'electron'
import type { DesktopDoor, DesktopTarget } from '../contract/desktop-door.ts'

/** Listens from the beginning, because a wish can come before the page's own scripts have run; only the latest is kept. */
export function listenForDeepLinks(ipc: Pick<IpcRenderer, 'on'>): DesktopDoor['onDeepLink'] {
  const listeners = new Set<{ readonly callback: (target: DesktopTarget) => void }>()
  let kept: DesktopTarget | null = null
  ipc.on('countersign:deep-link', (_event, target: DesktopTarget) => {
    if (listeners.size === 0) kept = target
    for (const { callback } of [...listeners]) callback(target)
  })
  return (callback) => {
    const listener = { callback }
    listeners.add(listener)
    const early = kept
    kept = null
    if (early !== null) callback(early)
    return () => {
      listeners.delete(listener)
    }
  }
}
