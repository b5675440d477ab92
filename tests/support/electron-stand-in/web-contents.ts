import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { CDPSession, Page } from 'playwright'
import { type Frames, watchFrames } from './frames.ts'
import type { MainIpc } from './main-ipc.ts'
import { makeCodec } from './page-codec.ts'
import { ENTRY, installPreload, WORLD } from './preload-install.ts'
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
}

type OpenHandler = (details: { url: string }) => { action: string }

/** Electron's WebContents over one page of the browser. */
export class WebContents extends EventEmitter {
  readonly id: number
  readonly #surface: Surface
  readonly #codec = makeCodec()
  /** Execution context of an isolated world → the frame that it belongs to. */
  readonly #worlds = new Map<number, string>()
  readonly #self: Electron.WebContents
  #cdp: CDPSession | null = null
  #frames: Frames | null = null
  #url = ''
  #destroyed = false
  #open: OpenHandler = () => ({ action: 'allow' })

  constructor(id: number, surface: Surface) {
    super()
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
    const main = [...this.#worlds].find(([, frame]) => this.#frames?.isMain(frame))
    if (main !== undefined) this.#post(main[0], ['push', 0, channel, structuredClone(args)])
  }

  /** Attaches to a page that shows nothing yet. */
  async attach(page: Page, preload: string | undefined): Promise<void> {
    const cdp = await page.context().newCDPSession(page)
    this.#cdp = cdp
    this.#frames = watchFrames(cdp, this.#surface.schemes.fromPage, (url) => {
      this.#url = url
      this.emit('did-navigate', preventable({}), url, 200, 'OK')
    })
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const frame = (context.auxData as { frameId: string }).frameId
      if (context.name === WORLD) this.#worlds.set(context.id, frame)
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => this.#worlds.delete(executionContextId))
    cdp.on('Runtime.executionContextsCleared', () => this.#worlds.clear())
    cdp.on('Runtime.bindingCalled', ({ payload, executionContextId }) => void this.#hear(payload, executionContextId))
    cdp.on('Page.windowOpen', ({ url }) => {
      const address = this.#surface.schemes.fromPage(url)
      this.#surface.recorder.note('window.open', { url: address, ...this.#open({ url: address }) })
    })
    await cdp.send('Runtime.enable')
    await cdp.send('Page.enable')
    page.on('popup', (popup) => void popup.close())
    page.on('load', () => this.emit('did-finish-load'))
    page.on('crash', () => this.emit('render-process-gone', preventable({}), { reason: 'crashed', exitCode: 1 }))
    if (preload === undefined) return
    const failure = await installPreload(cdp, preload, this.#surface.chrome)
    if (failure !== null) this.#preloadFailed(preload, failure)
  }

  /** The moments before a page of ours goes elsewhere. True: a listener forbids it. */
  forbids(address: string): boolean {
    const details = { url: address, isMainFrame: true, isSameDocument: false, frame: null }
    this.emit('did-start-navigation', preventable(details))
    for (const moment of ['will-frame-navigate', 'will-navigate']) {
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

  #post(context: number, message: unknown[]): void {
    const expression = `${ENTRY}(${JSON.stringify(this.#codec.encode(message))})`
    // A context that has gone meanwhile had a page that has gone.
    this.#cdp?.send('Runtime.evaluate', { contextId: context, expression }).catch(() => undefined)
  }
  #preloadFailed(file: string, message: string): void {
    process.stderr.write(`electron stand-in: Unable to load preload script: ${file}\n${message}\n`)
    this.emit('preload-error', preventable({}), file, new Error(message))
  }
  async #hear(payload: string, context: number): Promise<void> {
    const [kind, id, channel, args] = this.#codec.decode(payload) as [string, number, string, unknown[]]
    if (kind === 'preload-error') return this.#preloadFailed(channel, String(args))
    const senderFrame = this.#frames?.get(this.#worlds.get(context)) ?? null
    const event = { type: 'frame', sender: this.#self, senderFrame } as unknown as Electron.IpcMainInvokeEvent
    await this.#surface.ipc.invoke(channel, event, args).then(
      (value) => this.#post(context, ['resolve', id, channel, value]),
      (error: Error) => this.#post(context, ['reject', id, channel, error.message]),
    )
  }
}

null as unknown as WebContents satisfies Pick<Electron.WebContents, 'id' | 'send' | 'getURL' | 'isDestroyed'>
