import type * as Electron from 'electron'
import type { Strings } from './strings.ts'

/** Electron's module in the main process; `recorded` and `strings` are there with the stand-in only. */
export type MainModule = typeof Electron & {
  readonly recorded: readonly { kind: string; data: unknown }[]
  readonly strings: Strings
}
