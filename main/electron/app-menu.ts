import type { MenuItemConstructorOptions } from 'electron'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import type { ZoomStep } from './window-zoom.ts'

export interface AppMenuParts {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  readonly show: (target: DesktopTarget | null) => void
  readonly zoom: (step: ZoomStep) => void
  /** The lines about newer versions; none where there is nothing to update from. */
  readonly updates: readonly MenuItemConstructorOptions[]
}

/**
 * The menu of the app. It stands in for the one that Electron would make, which opens the developer tools: in the packaged app nothing
 * here does. https://www.electronjs.org/docs/latest/api/menu
 */
export function appMenu({ platform, isPackaged, show, zoom, updates }: AppMenuParts): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    ...{ id: 'settings', label: isMac ? 'Settings…' : 'Settings', accelerator: 'CommandOrControl+,' },
    click: () => show({ page: 'settings' }),
  }
  return [
    ...(isMac ? [ownMenu(settings)] : []),
    {
      label: '&File',
      submenu: [
        { id: 'inbox', label: 'Inbox', click: () => show({ page: 'inbox' }) },
        ...(isMac ? [] : [settings]),
        { type: 'separator' },
        { role: 'close' },
        ...(isMac ? [] : [{ role: 'quit', label: 'Quit Countersign' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        ...([{ role: 'undo' }, { role: 'redo' }, { type: 'separator' }, { role: 'cut' }] as const),
        ...([{ role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] as const),
      ],
    },
    {
      label: '&View',
      submenu: [
        { id: 'zoom-in', label: 'Zoom In', accelerator: 'CommandOrControl+=', click: () => zoom('in') },
        // The plus key of the number pad and of keyboards that have one by itself.
        {
          ...{ id: 'zoom-in-plus', label: 'Zoom In', visible: false },
          ...alsoBy('CommandOrControl+Plus'),
          click: () => zoom('in'),
        },
        { id: 'zoom-out', label: 'Zoom Out', accelerator: 'CommandOrControl+-', click: () => zoom('out') },
        { id: 'zoom-reset', label: 'Actual Size', accelerator: 'CommandOrControl+0', click: () => zoom('reset') },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged
          ? []
          : [{ type: 'separator' } as const, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: '&Window',
      role: 'window',
      submenu: [
        { role: 'minimize' },
        ...(isMac ? ([{ role: 'zoom' }, { type: 'separator' }, { role: 'front' }] as const) : []),
        { id: 'open', label: 'Open the Console', click: () => show(null) },
      ],
    },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        { id: 'shortcuts', label: 'Keyboard Shortcuts', click: () => show({ page: 'shortcuts' }) },
        ...(updates.length === 0 ? [] : [{ type: 'separator' } as const, ...updates]),
      ],
    },
  ]
}

const alsoBy = (accelerator: string) => ({ accelerator, acceleratorWorksWhenHidden: true })

/** The first menu of macOS, named after the app. */
function ownMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: 'Countersign',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      ...([
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        { role: 'quit' },
      ] as const),
    ],
  }
}
