import { existsSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { AppOnDesktop } from './app-on-desktop.ts'
import type { NotificationService } from './notification.ts'
import { preventable } from './preventable.ts'
import type { Recorder } from './recorder.ts'

export interface Machine {
  readonly name: string
  readonly version: string
  readonly appPath: string
  readonly userData: string
  /** Another instance holds the lock. */
  readonly isSecondInstance: boolean
  /** What keeps the keys of safe storage; `basic_text`: nothing does. */
  readonly passwordStore: 'gnome_libsecret' | 'basic_text'
  /** What the desktop does with notifications. */
  readonly notifications: NotificationService
  /** How long the entry may still be evaluating after it asked for readiness before that counts as a deadlock, in milliseconds. */
  readonly deadlockMs: number
}

/** Exit code when the entry waits for readiness while it is being evaluated. */
export const DEADLOCK = 97

/** Electron's `app`: readiness, paths and the order of events when it quits. */
export class DesktopApp extends AppOnDesktop {
  readonly isPackaged = false
  readonly #machine: Machine
  readonly #paths: Map<string, string>
  readonly #readiness = Promise.withResolvers<void>()
  readonly #windows: () => readonly { close(): void }[]
  readonly #end: () => Promise<void>
  #entryEvaluated = false
  #ready = false

  constructor(
    machine: Machine,
    recorder: Recorder,
    windows: () => readonly { close(): void }[],
    end: () => Promise<void>,
  ) {
    super(recorder)
    this.#machine = machine
    this.#windows = windows
    this.#end = end
    this.#paths = new Map([
      ['userData', machine.userData],
      ['sessionData', machine.userData],
      ['appData', join(machine.userData, '..')],
      ['home', homedir()],
      ['temp', tmpdir()],
      ['exe', process.execPath],
      ['logs', join(machine.userData, 'logs')],
      ['downloads', join(machine.userData, 'downloads')],
    ])
    // https://github.com/electron/electron/blob/main/shell/browser/electron_browser_main_parts_posix.cc: a signal quits in good order.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => this.quit())
  }

  whenReady(): Promise<void> {
    if (!this.#entryEvaluated)
      setTimeout(() => {
        if (this.#entryEvaluated) return
        process.stderr.write('electron stand-in: the entry awaits app.whenReady() at its top level: a deadlock\n')
        process.exit(DEADLOCK)
      }, this.#machine.deadlockMs).unref()
    return this.#readiness.promise
  }
  isReady(): boolean {
    return this.#ready
  }
  /** What Electron does once the entry has been evaluated. */
  becomeReady(): void {
    this.#entryEvaluated = true
    this.#ready = true
    this.emit('ready', preventable({}), {})
    this.#readiness.resolve()
  }
  entryEvaluated(): void {
    this.#entryEvaluated = true
  }
  getName(): string {
    return this.#machine.name
  }
  getVersion(): string {
    return this.#machine.version
  }
  getAppPath(): string {
    return this.#machine.appPath
  }
  getPath(name: string): string {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }
  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path '${name}': there is no ${path}`)
    this.#paths.set(name, path)
  }
  hasSingleInstanceLock(): boolean {
    return !this.#machine.isSecondInstance
  }
  requestSingleInstanceLock(): boolean {
    return !this.#machine.isSecondInstance
  }
  quit(): void {
    const before = preventable({})
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    for (const window of this.#windows()) window.close()
    if (this.#windows().length > 0) return
    const will = preventable({})
    this.emit('will-quit', will)
    if (will.defaultPrevented) return
    this.emit('quit', preventable({}), 0)
    void this.#end().finally(() => process.exit(0))
  }
  exit(code?: number): void {
    process.exit(code ?? 0)
  }
}

null as unknown as DesktopApp satisfies Pick<
  Electron.App,
  | 'isPackaged'
  | 'whenReady'
  | 'isReady'
  | 'getName'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'quit'
  | 'exit'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
>
