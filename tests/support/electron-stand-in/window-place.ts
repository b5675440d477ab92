import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

type Mode = 'normal' | 'maximized' | 'minimized' | 'full-screen'

/** What a display leaves to a window that takes all of it. */
const WHOLE = { x: 0, y: 0, width: 1920, height: 1040 }
const HEIGHT_OF_FULL_SCREEN = 1080

/** Where a window stands: a window manager that does what it is asked, at once. Its events are those of Linux. */
export class WindowPlace extends EventEmitter {
  readonly #least: readonly [number, number]
  #normal: Electron.Rectangle
  #mode: Mode = 'normal'
  #before: Mode = 'normal'

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.#least = [options.minWidth ?? 0, options.minHeight ?? 0]
    const { width = 800, height = 600 } = options
    this.#normal = { x: options.x ?? 100, y: options.y ?? 80, width, height }
    if (options.fullscreen === true) this.#mode = 'full-screen'
  }

  getBounds(): Electron.Rectangle {
    if (this.#mode === 'maximized') return { ...WHOLE }
    return this.#mode === 'full-screen' ? { ...WHOLE, height: HEIGHT_OF_FULL_SCREEN } : { ...this.#normal }
  }
  getContentBounds(): Electron.Rectangle {
    return this.getBounds()
  }
  getNormalBounds(): Electron.Rectangle {
    return { ...this.#normal }
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const before = this.getBounds()
    const next = { ...this.#normal, ...bounds }
    const [width, height] = [Math.max(next.width, this.#least[0]), Math.max(next.height, this.#least[1])]
    this.#normal = { ...next, width, height }
    if (this.#mode === 'maximized') this.unmaximize()
    const after = this.getBounds()
    if (before.x !== after.x || before.y !== after.y) this.emit('move')
    if (before.width !== after.width || before.height !== after.height) this.emit('resize')
  }
  getSize(): number[] {
    return [this.getBounds().width, this.getBounds().height]
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }
  getPosition(): number[] {
    return [this.getBounds().x, this.getBounds().y]
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y })
  }
  center(): void {
    const { width, height } = this.#normal
    this.setBounds({ x: Math.round((WHOLE.width - width) / 2), y: Math.round((WHOLE.height - height) / 2) })
  }
  getMinimumSize(): number[] {
    return [...this.#least]
  }

  isMaximized(): boolean {
    return this.#mode === 'maximized'
  }
  isMinimized(): boolean {
    return this.#mode === 'minimized'
  }
  isFullScreen(): boolean {
    return this.#mode === 'full-screen'
  }
  isNormal(): boolean {
    return this.#mode === 'normal'
  }
  maximize(): void {
    this.#turn('maximized', 'maximize', 'resize')
  }
  unmaximize(): void {
    if (this.#mode === 'maximized') this.#turn('normal', 'unmaximize', 'resize')
  }
  minimize(): void {
    this.#before = this.#mode
    this.#turn('minimized', 'minimize')
  }
  restore(): void {
    if (this.#mode === 'minimized') this.#turn(this.#before, 'restore')
    else this.unmaximize()
  }
  setFullScreen(flag: boolean): void {
    if (flag) this.#turn('full-screen', 'enter-full-screen', 'resize')
    else if (this.#mode === 'full-screen') this.#turn('normal', 'leave-full-screen', 'resize')
  }

  #turn(mode: Mode, ...moments: string[]): void {
    if (this.#mode === mode) return
    this.#mode = mode
    for (const moment of moments) this.emit(moment)
  }
}

type Imitated =
  | ('getBounds' | 'getContentBounds' | 'getNormalBounds' | 'setBounds' | 'getSize' | 'setSize' | 'getPosition')
  | ('setPosition' | 'center' | 'getMinimumSize' | 'isMaximized' | 'isMinimized' | 'isFullScreen' | 'isNormal')
null as unknown as WindowPlace satisfies Pick<
  Electron.BrowserWindow,
  Imitated | 'maximize' | 'unmaximize' | 'minimize' | 'restore' | 'setFullScreen'
>
