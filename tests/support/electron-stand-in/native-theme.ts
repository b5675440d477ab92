import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'

export type Theme = Electron.NativeTheme['themeSource']

/** Electron's `nativeTheme`: what the app chooses, the pages show (`prefers-color-scheme`). */
export class StandInTheme extends EventEmitter {
  readonly shouldUseHighContrastColors = false
  readonly shouldUseInvertedColorScheme = false
  readonly inForcedColorsMode = false
  readonly prefersReducedTransparency = false
  readonly shouldDifferentiateWithoutColor = false
  #source: Theme = 'system'
  #systemIsDark = false
  readonly #recorder: Recorder
  readonly #changed: () => void

  constructor(recorder: Recorder, changed: () => void) {
    super()
    this.#recorder = recorder
    this.#changed = changed
  }
  get themeSource(): Theme {
    return this.#source
  }
  set themeSource(source: Theme) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Error processing argument: ${source}`)
    this.#recorder.note('theme', source)
    this.#change(() => {
      this.#source = source
    })
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#systemIsDark : this.#source === 'dark'
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#systemIsDark
  }

  /** The person at the desktop chooses. */
  systemTurns(dark: boolean): void {
    this.#change(() => {
      this.#systemIsDark = dark
    })
  }
  #change(work: () => void): void {
    const before = this.shouldUseDarkColors
    work()
    if (this.shouldUseDarkColors === before) return
    this.#changed()
    this.emit('updated')
  }
}

null as unknown as StandInTheme satisfies Omit<Electron.NativeTheme, keyof NodeJS.EventEmitter>
