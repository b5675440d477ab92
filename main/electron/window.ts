import { BrowserWindow } from 'electron'

/** Makes the console's window, empty and hidden; it shows itself when its first page can be painted. */
export function createConsoleWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Countersign',
    width: 1280,
    height: 840,
    minWidth: 420,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
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
    },
  })
  window.once('ready-to-show', () => window.show())
  return window
}
