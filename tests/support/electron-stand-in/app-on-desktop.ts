import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'

type LoginItem = Pick<Electron.LoginItemSettings, 'openAtLogin' | 'wasOpenedAtLogin' | 'executableWillLaunchAtLogin'>

/** The half of Electron's `app` that speaks to the desktop around it: all of it is written down, none of it does anything. */
export class AppOnDesktop extends EventEmitter {
  /** macOS only: there is none here. */
  readonly dock: Electron.Dock | undefined = undefined
  readonly commandLine: Pick<Electron.CommandLine, 'appendSwitch' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch'>
  readonly #recorder: Recorder
  readonly #protocols = new Set<string>()
  #badge = 0
  #openAtLogin = false

  constructor(recorder: Recorder) {
    super()
    this.#recorder = recorder
    const switches = new Map<string, string>()
    this.commandLine = {
      appendSwitch: (name, value) => {
        switches.set(name, value ?? '')
        recorder.note('switch', { name, value: value ?? '' })
      },
      hasSwitch: (name) => switches.has(name),
      getSwitchValue: (name) => switches.get(name) ?? '',
      removeSwitch: (name) => void switches.delete(name),
    }
  }

  /** False for what a Linux desktop does not understand, as in Electron: a count only. */
  setBadgeCount(count?: number): boolean {
    this.#badge = count ?? 0
    this.#recorder.note('badge', this.#badge)
    return true
  }
  getBadgeCount(): number {
    return this.#badge
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    this.#openAtLogin = settings.openAtLogin ?? false
    this.#recorder.note('login-item', settings)
  }
  getLoginItemSettings(): LoginItem {
    const openAtLogin = this.#openAtLogin
    return { openAtLogin, wasOpenedAtLogin: false, executableWillLaunchAtLogin: openAtLogin }
  }
  setAsDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean {
    this.#protocols.add(protocol)
    this.#recorder.note('protocol client', { protocol, path, args })
    return true
  }
  removeAsDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.delete(protocol)
  }
  isDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.has(protocol)
  }
  setAppUserModelId(id: string): void {
    this.#recorder.note('app user model id', id)
  }
  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    this.#recorder.note('about panel', options)
  }
  showAboutPanel(): void {
    this.#recorder.note('about panel shown', null)
  }
  enableSandbox(): void {
    this.#recorder.note('sandbox', 'every page')
  }
  disableHardwareAcceleration(): void {
    this.#recorder.note('hardware acceleration', false)
  }
  relaunch(options?: Electron.RelaunchOptions): void {
    this.#recorder.note('relaunch', options ?? null)
  }
  focus(): void {
    this.#recorder.note('app focus', null)
  }
  hide(): void {
    this.#recorder.note('app hidden', null)
  }
  show(): void {
    this.#recorder.note('app shown', null)
  }
  getLocale(): string {
    return 'en-GB'
  }
  getSystemLocale(): string {
    return 'en-GB'
  }
  getPreferredSystemLanguages(): string[] {
    return ['en-GB']
  }
}

type Imitated =
  | ('setBadgeCount' | 'getBadgeCount' | 'setLoginItemSettings' | 'setAsDefaultProtocolClient' | 'relaunch')
  | ('removeAsDefaultProtocolClient' | 'isDefaultProtocolClient' | 'setAppUserModelId' | 'setAboutPanelOptions')
  | ('showAboutPanel' | 'enableSandbox' | 'disableHardwareAcceleration' | 'focus' | 'hide' | 'show' | 'getLocale')
null as unknown as AppOnDesktop satisfies Pick<Electron.App, Imitated | 'getSystemLocale'>
