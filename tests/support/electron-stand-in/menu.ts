import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { MenuLine } from './menu-line.ts'
import { preventable } from './preventable.ts'
import type { Recorder } from './recorder.ts'
import { strict } from './strict.ts'

/** What a person sees of one line of a menu. */
export interface ShownLine {
  readonly label: string
  readonly type: string
  readonly role: string | null
  readonly enabled: boolean
  readonly checked: boolean
  readonly accelerator: string | null
  readonly submenu: readonly ShownLine[]
}

/** Electron's Menu: lines in order, and the `menu-will-show` before somebody looks. */
export class StandInMenu extends EventEmitter {
  readonly items: Electron.MenuItem[] = []

  append(item: Electron.MenuItem): void {
    this.items.push(item)
  }
  insert(position: number, item: Electron.MenuItem): void {
    this.items.splice(position, 0, item)
  }
  getMenuItemById(id: string): Electron.MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)
      if (found !== null) return found
    }
    return null
  }
  /** Opens and closes it, as a person does who only looks. */
  popup(): void {
    this.emit('menu-will-show', preventable({}))
    this.emit('menu-will-close', preventable({}))
  }
  closePopup(): void {
    this.emit('menu-will-close', preventable({}))
  }
  /** Electron hides what is not visible; a person then sees no line. */
  shown(): ShownLine[] {
    return this.items.filter(({ visible }) => visible).map(shownLine)
  }
}

const shownLine = (item: Electron.MenuItem): ShownLine => ({
  ...{ label: item.label, type: item.type, role: item.role ?? null, enabled: item.enabled, checked: item.checked },
  accelerator: item.accelerator ?? null,
  submenu: item.submenu === undefined ? [] : shownIn(item.submenu),
})

/** The lines of a menu that the app was given. */
export const shownIn = (menu: Electron.Menu): ShownLine[] => (menu as unknown as StandInMenu).shown()

export interface MenuHost {
  readonly recorder: Recorder
  /** Does what a role does. False: it is not one that acts. */
  act(role: string): boolean
}

type Template = (Electron.MenuItemConstructorOptions | Electron.MenuItem)[]

/** Electron's classes Menu and MenuItem. */
export function menuClasses(host: MenuHost) {
  let application: Electron.Menu | null = null
  const menuOf = (template: Template): Electron.Menu => {
    const menu = strict('Menu', new StandInMenu())
    for (const part of template) menu.append(lineOf(part))
    return menu as unknown as Electron.Menu
  }
  const lineOf = (part: Template[number]): Electron.MenuItem =>
    part instanceof MenuLine
      ? part.self
      : new MenuLine(part as Electron.MenuItemConstructorOptions, menuOf, host.act).self

  class Menu {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: what is not imitated is an error that names it, here too
      return menuOf([]) as unknown as Menu
    }
    static buildFromTemplate(template: Template): Electron.Menu {
      if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array')
      return menuOf(template)
    }
    static setApplicationMenu(menu: Electron.Menu | null): void {
      application = menu
      host.recorder.note('application menu', menu === null ? null : shownIn(menu))
    }
    static getApplicationMenu(): Electron.Menu | null {
      return application
    }
  }
  class MenuItem {
    constructor(options: Electron.MenuItemConstructorOptions) {
      // biome-ignore lint/correctness/noConstructorReturn: as above
      return lineOf(options) as unknown as MenuItem
    }
  }
  Menu satisfies Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'>
  return {
    Menu: strict('Menu', Menu) as unknown as typeof Electron.Menu,
    MenuItem: MenuItem as unknown as typeof Electron.MenuItem,
  }
}

null as unknown as StandInMenu satisfies Pick<
  Electron.Menu,
  'items' | 'append' | 'insert' | 'getMenuItemById' | 'popup' | 'closePopup'
>
