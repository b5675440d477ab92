import { writeFileSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'

/** Chromium's network is not there; Node's asks the same things. */
class NodeHttp extends ElectronHttpExecutor {
  override createRequest(options: object, callback: (response: IncomingMessage) => void): never {
    const asked: ClientRequest = request(options, callback)
    return asked as never
  }
  override addRedirectHandlers(): void {
    // Node gives redirects as answers, and none is expected here.
  }
}

/**
 * electron-updater's own updater for AppImages: its list of versions, its transfer, its sha512 check, its replacement of the file named by
 * APPIMAGE and its start of the new one are real. What it asks of Electron is told here; `quit` is called where the app would quit.
 */
export class TestedAppImageUpdater extends AppImageUpdater {
  readonly #quit: () => void

  constructor(folder: string, version: string, url: string, quit: () => void) {
    const config = join(folder, 'app-update.yml')
    writeFileSync(config, `provider: generic\nurl: ${url}\nupdaterCacheDirName: fetched\n`)
    super(null, {
      ...{ version, name: 'countersign', isPackaged: true, appUpdateConfigPath: config },
      ...{ userDataPath: folder, baseCachePath: folder, whenReady: () => Promise.resolve() },
      ...{ relaunch: () => undefined, quit: () => undefined, onQuit: () => undefined },
    })
    Object.assign(this, { httpExecutor: new NodeHttp() })
    this.#quit = quit
  }
  override quitAndInstall(): void {
    if (this.install(false, true)) setImmediate(this.#quit)
  }
}
