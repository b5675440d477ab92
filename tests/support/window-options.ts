import { createConsoleWindow } from '../../main/electron/window.ts'

type Options = ConstructorParameters<Parameters<typeof createConsoleWindow>[0]['BrowserWindow']>[0]

/** What the product asks of Electron for its window. */
export function windowOptions(): Options {
  let asked: Options = {}
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
  createConsoleWindow({
    BrowserWindow: class {
      constructor(options: Options) {
        asked = options
      }
    } as never,
    nativeTheme: { shouldUseDarkColors: false, on: () => undefined } as never,
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] } as never,
    preload: '/preload.cjs',
    devTools: false,
    state: { bounds: null, maximised: false, zoom: 1 },
  })
  return asked
}
