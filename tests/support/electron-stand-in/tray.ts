import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { type ShownLine, shownIn } from './menu.ts'
import { preventable } from './preventable.ts'
import type { Recorder } from './recorder.ts'
import { strict } from './strict.ts'

/** Electron's Tray: an icon that nobody sees, with what the app gave it. */
export class StandInTray extends EventEmitter {
  #menu: Electron.Menu | null = null
  #toolTip = ''
  #title = ''
  #destroyed = false
  readonly #recorder: Recorder
  readonly #gone: (tray: StandInTray) => void

  constructor(recorder: Recorder, gone: (tray: StandInTray) => void) {
    super()
    this.#recorder = recorder
    this.#gone = gone
  }
  setImage(image: Electron.NativeImage | string): void {
    this.#note('image', pictureOf(image))
  }
  setPressedImage(image: Electron.NativeImage | string): void {
    this.#note('pressed image', pictureOf(image))
  }
  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip
    this.#note('tooltip', toolTip)
  }
  setTitle(title: string): void {
    this.#title = title
    this.#note('title', title)
  }
  getTitle(): string {
    return this.#title
  }
  setContextMenu(menu: Electron.Menu | null): void {
    this.#menu = menu
    this.#note('menu', menu === null ? null : shownIn(menu))
  }
  popUpContextMenu(menu?: Electron.Menu): void {
    this.#note('popup', shownIn(menu ?? this.#menu ?? failNoMenu()))
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.#note('ignores double clicks', ignore)
  }
  getBounds(): Electron.Rectangle {
    return { x: 1880, y: 1040, width: 24, height: 24 }
  }
  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#recorder.note('tray', { what: 'destroyed', value: null })
    this.#gone(this)
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }

  /** What a person sees when the menu opens. */
  look(): { toolTip: string; title: string; menu: readonly ShownLine[] } {
    this.#menu?.emit('menu-will-show', preventable({}))
    return { toolTip: this.#toolTip, title: this.#title, menu: this.#menu === null ? [] : shownIn(this.#menu) }
  }
  /** A person's click on the icon itself. */
  press(moment: 'click' | 'double-click' | 'right-click'): void {
    this.emit(moment, preventable({}), this.getBounds(), { x: 1890, y: 1050 })
  }
  get menu(): Electron.Menu | null {
    return this.#menu
  }

  #note(what: string, value: unknown): void {
    if (this.#destroyed) throw new Error('Tray is destroyed')
    this.#recorder.note('tray', { what, value })
  }
}

function failNoMenu(): never {
  throw new Error('electron stand-in: the tray has no menu')
}

function pictureOf(image: Electron.NativeImage | string): unknown {
  return typeof image === 'string' ? image : image.getSize()
}

/** The class with which the app makes its icons; `all` are those that are there. */
export function trayClass(recorder: Recorder, isReady: () => boolean) {
  const all = new Set<StandInTray>()
  class Tray {
    constructor(image: Electron.NativeImage | string) {
      if (!isReady()) throw new Error('Cannot create Tray before app is ready')
      const tray = new StandInTray(recorder, (gone) => all.delete(gone))
      all.add(tray)
      recorder.note('tray', { what: 'created', value: pictureOf(image) })
      // biome-ignore lint/correctness/noConstructorReturn: what is not imitated is an error that names it, here too
      return strict('Tray', tray) as unknown as Tray
    }
  }
  return { Tray: Tray as unknown as typeof Electron.Tray, all: all as ReadonlySet<StandInTray> }
}

type Imitated = 'setImage' | 'setToolTip' | 'setTitle' | 'getTitle' | 'setContextMenu' | 'popUpContextMenu' | 'destroy'
null as unknown as StandInTray satisfies Pick<
  Electron.Tray,
  Imitated | 'isDestroyed' | 'getBounds' | 'setIgnoreDoubleClickEvents' | 'setPressedImage'
>
