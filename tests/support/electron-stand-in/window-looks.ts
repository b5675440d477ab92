import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'
import { WindowPlace } from './window-place.ts'

/** How a window looks and whether it is seen; what only a desktop can show is written down. */
export class WindowLooks extends WindowPlace {
  readonly id: number
  readonly #recorder: Recorder
  #visible: boolean
  #focused = false
  #title: string
  #background: string
  #menuBar: boolean
  #autoHide: boolean

  constructor(id: number, options: Electron.BrowserWindowConstructorOptions, recorder: Recorder) {
    super(options)
    this.id = id
    this.#recorder = recorder
    this.#visible = options.show ?? true
    this.#title = options.title ?? ''
    this.#background = options.backgroundColor ?? '#FFFFFF'
    this.#autoHide = options.autoHideMenuBar ?? false
    this.#menuBar = !this.#autoHide
  }

  show(): void {
    const was = this.#visible
    this.#visible = true
    if (!was) this.emit('show')
    this.focus()
  }
  showInactive(): void {
    const was = this.#visible
    this.#visible = true
    if (!was) this.emit('show')
  }
  hide(): void {
    if (!this.#visible) return
    this.#visible = false
    this.blur()
    this.#recorder.note('hidden', this.id)
    this.emit('hide')
  }
  isVisible(): boolean {
    return this.#visible
  }
  focus(): void {
    this.#recorder.note('focus', this.id)
    if (this.#focused) return
    this.#focused = true
    this.emit('focus')
  }
  blur(): void {
    if (!this.#focused) return
    this.#focused = false
    this.emit('blur')
  }
  isFocused(): boolean {
    return this.#focused
  }
  moveTop(): void {
    this.#recorder.note('moved to the top', this.id)
  }
  flashFrame(flag: boolean): void {
    this.#recorder.note('flash', flag)
  }

  getTitle(): string {
    return this.#title
  }
  setTitle(title: string): void {
    this.#title = title
    this.#recorder.note('title', title)
  }
  getBackgroundColor(): string {
    return this.#background
  }
  setBackgroundColor(colour: string): void {
    this.#background = colour
  }
  isMenuBarVisible(): boolean {
    return this.#menuBar
  }
  setMenuBarVisibility(visible: boolean): void {
    this.#menuBar = visible
  }
  isMenuBarAutoHide(): boolean {
    return this.#autoHide
  }
  setAutoHideMenuBar(hide: boolean): void {
    this.#autoHide = hide
  }
  removeMenu(): void {
    this.#recorder.note('menu removed', this.id)
  }
  setProgressBar(progress: number): void {
    this.#recorder.note('progress', progress)
  }
  setOverlayIcon(_icon: Electron.NativeImage | null, description: string): void {
    this.#recorder.note('overlay icon', description)
  }
  setIcon(icon: Electron.NativeImage | string): void {
    this.#recorder.note('window icon', typeof icon === 'string' ? icon : icon.getSize())
  }
  setSkipTaskbar(skip: boolean): void {
    this.#recorder.note('skip taskbar', skip)
  }
}

type Imitated =
  | ('id' | 'show' | 'showInactive' | 'hide' | 'isVisible' | 'focus' | 'blur' | 'isFocused' | 'moveTop' | 'flashFrame')
  | ('getTitle' | 'setTitle' | 'getBackgroundColor' | 'setBackgroundColor' | 'isMenuBarVisible' | 'setIcon')
  | ('setMenuBarVisibility' | 'isMenuBarAutoHide' | 'setAutoHideMenuBar' | 'removeMenu' | 'setProgressBar')
null as unknown as WindowLooks satisfies Pick<Electron.BrowserWindow, Imitated | 'setOverlayIcon' | 'setSkipTaskbar'>
