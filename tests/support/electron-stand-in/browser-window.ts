import type * as Electron from 'electron'
import { PagedContents, type PageHost } from './paged-contents.ts'
import { preventable } from './preventable.ts'
import { strict } from './strict.ts'
import { WindowLooks } from './window-looks.ts'

/** What a window needs of the stand-in around it. */
export interface WindowHost extends PageHost {
  opened(window: StandInWindow): void
  closed(window: StandInWindow): void
}

/** Electron's BrowserWindow: one page, and another one when its renderer has gone. */
export class StandInWindow extends WindowLooks {
  readonly contents: PagedContents
  /** What the app is given for it. */
  readonly self: StandInWindow
  readonly #host: WindowHost
  #closed = false

  constructor(options: Electron.BrowserWindowConstructorOptions, host: WindowHost) {
    super(host.nextId(), options, host.surface.recorder)
    const wanted = options.webPreferences ?? {}
    if (wanted.nodeIntegration === true || wanted.contextIsolation === false || wanted.sandbox === false)
      throw new Error('electron stand-in: only sandboxed windows with context isolation are imitated')
    this.#host = host
    this.contents = new PagedContents(host, wanted, () => this.getBounds())
    this.on('resize', () => {
      const { width, height } = this.getBounds()
      this.contents.resized(width, height)
    })
    this.contents.on('stand-in title', (title: string) => this.#titled(title))
    this.contents.on('stand-in loaded', () => this.emit('ready-to-show'))
    this.contents.on('stand-in page gone', () => this.#gone())
    this.self = strict('BrowserWindow', this)
    host.opened(this)
  }

  get webContents(): Electron.WebContents {
    return this.contents.self
  }
  loadURL(address: string): Promise<void> {
    return this.contents.loadURL(address)
  }
  reload(): void {
    this.contents.reload()
  }
  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    this.contents.closePage()
    this.#gone()
  }
  isDestroyed(): boolean {
    return this.#closed
  }

  /** A page may change the title of its window, unless the app forbids it. */
  #titled(title: string): void {
    if (title === '' || title === this.getTitle()) return
    const event = preventable({})
    this.emit('page-title-updated', event, title, true)
    this.contents.emit('page-title-updated', preventable({}), title, true)
    if (!event.defaultPrevented) this.setTitle(title)
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
  const self = (window: StandInWindow | undefined): StandInWindow | null => window?.self ?? null
  class BrowserWindow {
    constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
      // biome-ignore lint/correctness/noConstructorReturn: what is not imitated is an error that names it, here too
      return new StandInWindow(options, host).self as unknown as BrowserWindow
    }
    static getAllWindows(): StandInWindow[] {
      return all().map((window) => window.self)
    }
    static fromId(id: number): StandInWindow | null {
      return self(all().find((window) => window.id === id))
    }
    static fromWebContents(contents: Electron.WebContents): StandInWindow | null {
      return self(all().find((window) => window.webContents === contents))
    }
    static getFocusedWindow(): StandInWindow | null {
      return self(all().find((window) => window.isFocused()))
    }
  }
  return strict('BrowserWindow', BrowserWindow)
}

type Imitated = 'loadURL' | 'reload' | 'close' | 'destroy' | 'isDestroyed' | 'webContents'
null as unknown as StandInWindow satisfies Pick<Electron.BrowserWindow, Imitated>
