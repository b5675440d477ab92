import type * as Electron from 'electron'
import type { CDPSession, Download, Page } from 'playwright'
import { ContentsVerbs } from './contents-verbs.ts'
import type { StandInFrame } from './frames.ts'
import type { MainIpc } from './main-ipc.ts'
import { createPageView } from './page-view.ts'
import { createPageWire, type PageWire } from './page-wire.ts'
import { installPreload } from './preload-install.ts'
import { preventable } from './preventable.ts'
import type { Recorder } from './recorder.ts'
import type { Schemes } from './schemes.ts'
import { strict } from './strict.ts'

export interface Surface {
  readonly ipc: MainIpc
  readonly schemes: Schemes
  readonly recorder: Recorder
  readonly session: object
  readonly chrome: string
  /** The colours that pages are shown in. */
  dark(): boolean
  download(contents: Electron.WebContents, download: Download): Promise<void>
  rendererGone(contents: Electron.WebContents, details: Electron.RenderProcessGoneDetails): void
}

type OpenHandler = (details: { url: string }) => { action: string }
const GONE: Electron.RenderProcessGoneDetails = { reason: 'crashed', exitCode: 133 }

/** Electron's WebContents over one page of the browser. */
export class WebContents extends ContentsVerbs {
  readonly id: number
  readonly #surface: Surface
  readonly #self: Electron.WebContents
  #wire: PageWire | null = null
  #url = ''
  #destroyed = false
  #open: OpenHandler = () => ({ action: 'allow' })

  constructor(id: number, surface: Surface, zoom: number) {
    super(surface.recorder, zoom)
    this.id = id
    this.#surface = surface
    this.#self = strict('webContents', this) as unknown as Electron.WebContents
  }

  /** What the app is given for it. */
  get self(): Electron.WebContents {
    return this.#self
  }
  get session(): object {
    return this.#surface.session
  }
  get mainFrame(): StandInFrame | null {
    return this.#wire?.mainFrame() ?? null
  }
  getURL(): string {
    return this.#url
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#open = handler
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
    this.#wire?.push(channel, args)
  }

  /** Attaches to a page that shows nothing yet; `prepare` adds what else is to be there before its first document. */
  protected async attach(
    page: Page,
    preload: string | undefined,
    size: { width: number; height: number },
    prepare: (cdp: CDPSession) => Promise<void>,
  ): Promise<void> {
    const { ipc, schemes, chrome } = this.#surface
    const cdp = await page.context().newCDPSession(page)
    this.view = createPageView(page, cdp)
    this.#wire = createPageWire({
      ...{ cdp, ipc, contents: this.#self, fromPage: schemes.fromPage },
      onMainNavigated: (url) => {
        this.#url = url
        this.emit('did-navigate', preventable({}), url, 200, 'OK')
      },
      onMainMoved: (url) => {
        this.#url = url
        this.emit('did-navigate-in-page', preventable({}), url, true)
      },
      onPreloadError: (file, message) => this.#preloadFailed(file, message),
    })
    cdp.on('Page.windowOpen', ({ url }) => {
      const address = schemes.fromPage(url)
      this.recorder.note('window.open', { url: address, ...this.#open({ url: address }) })
    })
    // What the browser itself says to the page's console, and what the page writes there.
    page.on('console', (message) => this.#said(message.text(), message.type()))
    await Promise.all([cdp.send('Runtime.enable'), cdp.send('Page.enable')])
    await this.view.resize(size.width, size.height)
    await this.view.zoom(this.zoomFactor)
    await this.view.scheme(this.#surface.dark())
    await prepare(cdp)
    page.on('popup', (popup) => void popup.close())
    page.on('download', (download) => void this.#surface.download(this.#self, download))
    page.on('crash', () => {
      this.#wire = null
      this.crashed(true)
      this.emit('render-process-gone', preventable({}), GONE)
      this.#surface.rendererGone(this.#self, GONE)
    })
    this.crashed(false)
    if (preload === undefined) return
    const failure = await installPreload(cdp, preload, chrome)
    if (failure !== null) this.#preloadFailed(preload, failure)
  }
  /** A page that has gone meanwhile has no size and no colours. */
  resized(width: number, height: number): void {
    this.view?.resize(width, height).catch(() => undefined)
  }
  recoloured(): void {
    this.view?.scheme(this.#surface.dark()).catch(() => undefined)
  }

  /** The moments before a frame of ours goes elsewhere. True: a listener forbids it. */
  forbids(address: string, isMainFrame: boolean): boolean {
    const details = { url: address, isMainFrame, isSameDocument: false, frame: isMainFrame ? this.mainFrame : null }
    this.emit('did-start-navigation', preventable(details))
    for (const moment of isMainFrame ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate']) {
      const event = preventable(details)
      this.emit(moment, event, address)
      if (event.defaultPrevented) return true
    }
    return false
  }
  /** A navigation that the app itself asked for: nobody is asked. */
  startsNavigation(address: string): void {
    this.emit('did-start-navigation', preventable({ url: address, isMainFrame: true, isSameDocument: false }))
  }
  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.emit('destroyed')
  }

  #said(message: string, level: string): void {
    this.emit('console-message', preventable({ message, level, lineNumber: 0, sourceId: '', frame: this.mainFrame }))
  }
  #preloadFailed(file: string, message: string): void {
    process.stderr.write(`electron stand-in: Unable to load preload script: ${file}\n${message}\n`)
    this.emit('preload-error', preventable({}), file, new Error(message))
  }
}

null as unknown as WebContents satisfies Pick<Electron.WebContents, 'id' | 'send' | 'getURL' | 'isDestroyed'>
