import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from 'electron'
import { type TrayMood, trayMood } from './tray-icon.ts'
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
  readonly icons: Readonly<Record<TrayMood, NativeImage>>
  readonly platform: NodeJS.Platform
  readonly facts: TrayFacts
  readonly actions: TrayActions
}

/** Throws when the desktop refuses a tray icon. https://www.electronjs.org/docs/latest/api/tray */
export function createTray(parts: TrayParts): ConsoleTray {
  let mood = trayMood(parts.facts.waiting)
  const tray = new parts.Tray(parts.icons[mood])
  let face = ''

  function update(facts: TrayFacts): void {
    const template = trayMenu(facts, parts.actions)
    const words = `Countersign: ${waitingWords(facts.waiting)}${facts.intake?.paused === true ? '; the intake is paused' : ''}`
    const next = `${words}\n${faceOf(template)}`
    if (next === face) return
    face = next
    const changed = trayMood(facts.waiting)
    if (changed !== mood) tray.setImage(parts.icons[changed])
    mood = changed
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
