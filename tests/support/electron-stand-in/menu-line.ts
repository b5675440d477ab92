import type * as Electron from 'electron'
import { strict } from './strict.ts'

type Options = Electron.MenuItemConstructorOptions
type MenuOf = (template: Options[]) => Electron.Menu

/**
 * Labels that Electron gives to roles that come without one, on Linux.
 * https://github.com/electron/electron/blob/main/lib/browser/api/menu-item-roles.ts
 */
const LABELS: Readonly<Record<string, string>> = {
  ...{ about: 'About', close: 'Close Window', copy: 'Copy', cut: 'Cut', delete: 'Delete', help: 'Help' },
  ...{ minimize: 'Minimize', paste: 'Paste', pasteandmatchstyle: 'Paste and Match Style', quit: 'Quit', redo: 'Redo' },
  ...{ undo: 'Undo', selectall: 'Select All', reload: 'Reload', forcereload: 'Force Reload', window: 'Window' },
  ...{ toggledevtools: 'Toggle Developer Tools', togglefullscreen: 'Toggle Full Screen', resetzoom: 'Actual Size' },
  ...{ zoomin: 'Zoom In', zoomout: 'Zoom Out', editmenu: 'Edit', filemenu: 'File', viewmenu: 'View' },
  ...{ windowmenu: 'Window', appmenu: 'Electron', hide: 'Hide', hideothers: 'Hide Others', unhide: 'Show All' },
}
const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette']
let commands = 0

/** Electron's MenuItem. */
export class MenuLine {
  readonly commandId = ++commands
  readonly id: string
  label: string
  sublabel: string
  toolTip: string
  enabled: boolean
  visible: boolean
  checked: boolean
  readonly type: Electron.MenuItem['type']
  readonly role: Electron.MenuItem['role']
  readonly accelerator: string | null
  readonly submenu: Electron.Menu | undefined
  readonly icon: Options['icon']
  readonly self: Electron.MenuItem
  readonly #clicked: Options['click']
  readonly #act: (role: string) => boolean

  /** Throws TypeError as Electron does for a line that is none. */
  constructor(options: Options, menuOf: MenuOf, act: (role: string) => boolean) {
    if (options.label === undefined && options.role === undefined && options.type !== 'separator')
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type')
    const role = options.role?.toLowerCase() as Electron.MenuItem['role']
    const asked = options.type ?? (options.submenu === undefined ? 'normal' : 'submenu')
    if (!TYPES.includes(asked)) throw new TypeError(`Unknown menu item type: ${asked}`)
    if (asked === 'submenu' && options.submenu === undefined) throw new TypeError('Invalid submenu')
    this.id = options.id ?? ''
    this.type = asked
    this.role = role
    this.label = options.label ?? LABELS[role ?? ''] ?? ''
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.accelerator = options.accelerator ?? null
    this.icon = options.icon
    this.submenu = Array.isArray(options.submenu) ? menuOf(options.submenu) : options.submenu
    this.#clicked = options.click
    this.#act = act
    this.self = strict('MenuItem', this) as unknown as Electron.MenuItem
  }

  /** What a click of a person does: nothing when the line is grey. A role comes before the app's own function. */
  readonly click = (event: object = {}, window?: Electron.BaseWindow): void => {
    if (!this.enabled) return
    if (this.type === 'checkbox' || this.type === 'radio') this.checked = !this.checked
    if (this.role !== undefined && this.#act(this.role)) return
    this.#clicked?.(this.self, window, event as Electron.KeyboardEvent)
  }
}

type Imitated = 'id' | 'commandId' | 'label' | 'sublabel' | 'toolTip' | 'enabled' | 'visible' | 'checked' | 'click'
null as unknown as MenuLine satisfies Pick<Electron.MenuItem, Imitated | 'type' | 'accelerator'>
