import type * as Electron from 'electron'
import type { BrowserContext, Frame, Page } from 'playwright'
import { watchTitle } from './page-title.ts'
import { type Surface, WebContents } from './web-contents.ts'

export interface PageHost {
  readonly surface: Surface
  /** Throws before the app is ready. */
  browser(): BrowserContext
  nextId(): number
}

type Size = () => { width: number; height: number }

/** Web contents with the page that shows them: where it goes, and a fresh page in its place when its renderer has gone. */
export class PagedContents extends WebContents {
  readonly #host: PageHost
  readonly #preload: string | undefined
  readonly #size: Size
  #page: Promise<Page>
  #shown: Page | null = null
  /** The address, as the page has it, that the app itself has asked for. */
  #asked = ''
  #loading = false

  constructor(host: PageHost, wanted: Electron.WebPreferences, size: Size) {
    super(host.nextId(), host.surface, wanted.zoomFactor ?? 1)
    this.#host = host
    this.#preload = wanted.preload
    this.#size = size
    this.#page = this.#open(host.browser())
  }

  loadURL(address: string): Promise<void> {
    const to = this.#host.surface.schemes.toPage(address)
    return this.#go(address, to, async (page) => void (await page.goto(to)))
  }
  reload(): void {
    const to = this.#shown?.url() ?? ''
    // Electron tells of a failure with an event, not to the caller.
    const reload = async (page: Page): Promise<void> => {
      await (page.url() === to ? page.reload() : page.goto(to))
    }
    this.#go(this.getURL(), to, reload).catch(() => undefined)
  }
  reloadIgnoringCache(): void {
    this.reload()
  }
  isLoading(): boolean {
    return this.#loading
  }
  isLoadingMainFrame(): boolean {
    return this.#loading
  }
  stop(): void {
    this.recorder.note('stop', null)
  }
  /** Is it a frame of this page, and if so its main frame on its way to an address that the app asked for? null: not of this page. */
  whoMoves(frame: Frame, address: string): 'app' | 'page' | 'inner frame' | null {
    if (this.#shown === null || frame.page() !== this.#shown) return null
    if (frame !== this.#shown.mainFrame()) return 'inner frame'
    return address === this.#asked ? 'app' : 'page'
  }
  shows(frame: Frame): boolean {
    return this.#shown !== null && frame.page() === this.#shown
  }
  closePage(): void {
    this.#shown?.close().catch(() => undefined)
  }

  /** A page whose renderer has gone shows nothing any more: another one takes its place. */
  async #go(address: string, to: string, work: (page: Page) => Promise<void>): Promise<void> {
    if (this.isCrashed()) this.#page = this.#replace()
    const page = await this.#page
    this.startsNavigation(address)
    this.#asked = to
    try {
      await work(page)
    } catch (error) {
      const why = /net::(ERR_[A-Z_]+)/.exec(String(error))?.[1] ?? 'ERR_FAILED'
      this.emit('did-fail-load', {}, -2, why, address, true)
      this.#loading = false
      throw error
    } finally {
      this.#asked = ''
    }
  }
  override startsNavigation(address: string): void {
    this.#loading = true
    super.startsNavigation(address)
    this.emit('did-start-loading')
  }

  async #open(browser: BrowserContext): Promise<Page> {
    const page = await browser.newPage()
    this.#shown = page
    await this.attach(page, this.#preload, this.#size(), async (cdp) => {
      await watchTitle(cdp, (title) => this.emit('stand-in title', title))
    })
    page.on('domcontentloaded', () => this.emit('dom-ready'))
    page.on('load', () => {
      this.#loading = false
      this.emit('stand-in loaded')
      this.emit('did-finish-load')
      this.emit('did-stop-loading')
    })
    page.on('close', () => {
      if (page === this.#shown) this.emit('stand-in page gone')
    })
    return page
  }
  async #replace(): Promise<Page> {
    const dead = this.#shown
    const page = await this.#open(this.#host.browser())
    dead?.close().catch(() => undefined)
    return page
  }
}

type Imitated = 'loadURL' | 'reload' | 'reloadIgnoringCache' | 'isLoading' | 'isLoadingMainFrame' | 'stop'
null as unknown as PagedContents satisfies Pick<Electron.WebContents, Imitated>
