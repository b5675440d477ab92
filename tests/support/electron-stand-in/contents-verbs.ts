import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { PageView } from './page-view.ts'
import type { Recorder } from './recorder.ts'

/** One step of Electron's zoom level. https://www.electronjs.org/docs/latest/api/web-contents#contentssetzoomlevellevel */
const STEP = 1.2

/** The verbs of Electron's WebContents that change how a page is shown. */
export class ContentsVerbs extends EventEmitter {
  protected view: PageView | null = null
  protected readonly recorder: Recorder
  #zoom: number
  #crashed = false
  #tools = false

  constructor(recorder: Recorder, zoom: number) {
    super()
    this.recorder = recorder
    this.#zoom = zoom
  }

  get zoomFactor(): number {
    return this.#zoom
  }
  set zoomFactor(factor: number) {
    if (!(factor > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0")
    this.#zoom = factor
    this.recorder.note('zoom', factor)
    // A page that has gone meanwhile has no size.
    this.view?.zoom(factor).catch(() => undefined)
  }
  setZoomFactor(factor: number): void {
    this.zoomFactor = factor
  }
  getZoomFactor(): number {
    return this.#zoom
  }
  get zoomLevel(): number {
    return Math.log(this.#zoom) / Math.log(STEP)
  }
  set zoomLevel(level: number) {
    this.zoomFactor = STEP ** level
  }
  setZoomLevel(level: number): void {
    this.zoomLevel = level
  }
  getZoomLevel(): number {
    return this.zoomLevel
  }
  async setVisualZoomLevelLimits(least: number, most: number): Promise<void> {
    this.recorder.note('visual zoom', [least, most])
  }

  forcefullyCrashRenderer(): void {
    this.view?.crash()
  }
  isCrashed(): boolean {
    return this.#crashed
  }
  protected crashed(gone: boolean): void {
    this.#crashed = gone
  }

  openDevTools(options?: Electron.OpenDevToolsOptions): void {
    this.#tools = true
    this.recorder.note('devtools', options?.mode ?? 'default')
    this.emit('devtools-opened')
  }
  closeDevTools(): void {
    if (!this.#tools) return
    this.#tools = false
    this.emit('devtools-closed')
  }
  isDevToolsOpened(): boolean {
    return this.#tools
  }
  toggleDevTools(): void {
    if (this.#tools) this.closeDevTools()
    else this.openDevTools()
  }
  setBackgroundThrottling(allowed: boolean): void {
    this.recorder.note('background throttling', allowed)
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.recorder.note('webrtc policy', policy)
  }
  focus(): void {
    this.recorder.note('page focus', null)
  }
  getType(): 'window' {
    return 'window'
  }
}

type Imitated =
  | ('zoomFactor' | 'setZoomFactor' | 'getZoomFactor' | 'zoomLevel' | 'setZoomLevel' | 'getZoomLevel' | 'isCrashed')
  | ('setVisualZoomLevelLimits' | 'forcefullyCrashRenderer' | 'openDevTools' | 'closeDevTools' | 'isDevToolsOpened')
null as unknown as ContentsVerbs satisfies Pick<
  Electron.WebContents,
  Imitated | 'toggleDevTools' | 'setBackgroundThrottling' | 'focus' | 'getType'
>
