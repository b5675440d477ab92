import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { BrowserContext, Page } from 'playwright'
import { preventable } from './preventable.ts'
import { strict } from './strict.ts'
import { type Surface, WebContents } from './web-contents.ts'

/** What a window needs of the stand-in around it. */
export interface WindowHost {
  readonly surface: Surface
  /** Throws before the app is ready. */
  browser(): BrowserContext
  opened(window: StandInWindow): void
  closed(window: StandInWindow): void
  nextId(): number
}

/** Electron's BrowserWindow: one page. */
export class StandInWindow extends EventEmitter {
  readonly id: number
  readonly contents: WebContents
  readonly options: Electron.BrowserWindowConstructorOptions
  readonly #host: WindowHost
  readonly #page: Promise<Page>
  #shownPage: Page | null = null
  #asked = ''
  #closed = false
  #visible: boolean
  #title: string

  constructor(options: Electron.BrowserWindowConstructorOptions, host: WindowHost) {
    super()
    const wanted = options.webPreferences ?? {}
    if (wanted.nodeIntegration === true || wanted.contextIsolation === false || wanted.sandbox === false)
      throw new Error('electron stand-in: only sandboxed windows with context isolation are imitated')
    this.id = host.nextId()
    this.options = options
    this.contents = new WebContents(host.nextId(), host.surface)
    this.#host = host
    this.#visible = options.show ?? true
    this.#title = options.title ?? ''
    this.#page = this.#open(host.browser(), wanted.preload)
    host.opened(this)
  }

  get webContents(): Electron.WebContents {
    return this.contents.self
  }
  async loadURL(address: string): Promise<void> {
    const page = await this.#page
    this.contents.startsNavigation(address)
    this.#asked = this.#host.surface.schemes.toPage(address)
    await page.goto(this.#asked).finally(() => {
      this.#asked = ''
    })
  }
  /** Is `frame` the main frame of this window's page, on its way to an address that the app did not ask for? */
  navigatesItself(frame: unknown, address: string): boolean {
    return this.#shownPage?.mainFrame() === frame && address !== this.#asked
  }
  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    void this.#shownPage?.close().catch(() => undefined)
    this.#gone()
  }
  isDestroyed(): boolean {
    return this.#closed
  }
  show(): void {
    this.#visible = true
    this.emit('show')
  }
  isVisible(): boolean {
    return this.#visible
  }
  focus(): void {
    this.#host.surface.recorder.note('focus', this.id)
  }
  isMinimized(): boolean {
    return false
  }
  restore(): void {
    this.emit('restore')
  }
  getTitle(): string {
    return this.#title
  }

  async #open(browser: BrowserContext, preload: string | undefined): Promise<Page> {
    const page = await browser.newPage()
    this.#shownPage = page
    await page.setViewportSize({ width: this.options.width ?? 800, height: this.options.height ?? 600 })
    await this.contents.attach(page, preload)
    page.on('load', () => {
      void page.title().then((title) => {
        if (title !== '') this.#title = title
      })
      this.emit('ready-to-show')
    })
    page.on('close', () => this.#gone())
    return page
  }
  #gone(): void {
    if (this.#closed) return
    this.#closed = true
    this.contents.destroy()
    this.#host.closed(this)
    this.emit('closed')
  }
}

/** The class that the app makes its windows with. */
export function windowClass(host: WindowHost, all: () => readonly StandInWindow[]) {
  return class BrowserWindow {
    constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
      // biome-ignore lint/correctness/noConstructorReturn: what is not imitated is an error that names it, here too
      return strict('BrowserWindow', new StandInWindow(options, host)) as unknown as BrowserWindow
    }
    static getAllWindows(): StandInWindow[] {
      return all().map((window) => strict('BrowserWindow', window))
    }
  }
}

type Imitated = 'id' | 'loadURL' | 'close' | 'destroy' | 'isDestroyed' | 'show' | 'isVisible' | 'focus' | 'getTitle'
null as unknown as StandInWindow satisfies Pick<Electron.BrowserWindow, Imitated | 'isMinimized' | 'restore'>
