import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from 'electron'
import { faceOf, type TrayActions, type TrayFacts, trayMenu } from './tray-menu.ts'
import { waitingMark, waitingWords } from './waiting-count.ts'

export interface ConsoleTray {
  /** Shows these facts. Nothing is sent to the desktop when they look the same as before. */
  update(facts: TrayFacts): void
  close(): void
}

export interface TrayParts {
  readonly Tray: new (image: NativeImage) => Tray
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu
  readonly image: NativeImage
  readonly platform: NodeJS.Platform
  readonly facts: TrayFacts
  readonly actions: TrayActions
}

/** Throws when the desktop refuses a tray icon. https://www.electronjs.org/docs/latest/api/tray */
export function createTray(parts: TrayParts): ConsoleTray {
  const tray = new parts.Tray(parts.image)
  let face = ''

  function update(facts: TrayFacts): void {
    const template = trayMenu(facts, parts.actions)
    const words = `Countersign: ${waitingWords(facts.waiting)}${facts.intake?.paused === true ? '; the intake is paused' : ''}`
    const next = `${words}\n${faceOf(template)}`
    if (next === face) return
    face = next
    tray.setToolTip(words)
    // Only macOS has room for text beside the icon.
    if (parts.platform === 'darwin') tray.setTitle(waitingMark(facts.waiting))
    // Linux shows a changed menu only when it is set anew.
    tray.setContextMenu(parts.buildMenu(template))
  }

  // On macOS a click opens the menu; some Linux desktops never tell of one.
  if (parts.platform !== 'darwin') tray.on('click', () => parts.actions.show(null))
  update(parts.facts)
  return { update, close: () => tray.destroy() }
}
