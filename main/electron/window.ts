import type { BrowserWindow, BrowserWindowConstructorOptions, NativeTheme, Rectangle, Screen } from 'electron'
import { placeOf, SMALLEST } from './window-place.ts'
import type { WindowState } from './window-state-file.ts'

/** The console's ground colour in both themes (`--ground` in renderer/design/tokens.css), so that nothing flashes before it is painted. */
const GROUND = { light: '#f3f4f6', dark: '#0f1115' }

function groundOf(theme: Pick<NativeTheme, 'shouldUseDarkColors'>): string {
  return theme.shouldUseDarkColors ? GROUND.dark : GROUND.light
}

/** The usable parts of the screens, the primary one first. */
function areasOf(screen: Pick<Screen, 'getPrimaryDisplay' | 'getAllDisplays'>): Rectangle[] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary, ...others].map(({ workArea }) => workArea)
}

export interface WindowParts {
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow
  readonly nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors' | 'on'>
  readonly screen: Pick<Screen, 'getPrimaryDisplay' | 'getAllDisplays'>
  readonly preload: string
  /** Whether developer tools can be opened: in a checkout only. */
  readonly devTools: boolean
  readonly state: Pick<WindowState, 'bounds' | 'maximised' | 'zoom'>
}

/** Makes the console's window where it last was, empty and hidden; who shows it, and when, is decided elsewhere. */
export function createConsoleWindow(parts: WindowParts): BrowserWindow {
  const { width, height, at } = placeOf(parts.state.bounds, areasOf(parts.screen))
  const window = new parts.BrowserWindow({
    title: 'Countersign',
    ...{ width, height, ...at, minWidth: SMALLEST.width, minHeight: SMALLEST.height },
    show: false,
    backgroundColor: groundOf(parts.nativeTheme),
    autoHideMenuBar: true,
    webPreferences: {
      preload: parts.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: parts.devTools,
      zoomFactor: parts.state.zoom,
    },
  })
  // Filling the screen shows a window, so one that starts hidden fills it only when it is shown.
  if (parts.state.maximised) window.once('show', () => window.maximize())
  parts.nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(groundOf(parts.nativeTheme))
  })
  return window
}
