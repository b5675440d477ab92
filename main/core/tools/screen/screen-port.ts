import type { Sha256, Timestamp } from '../../../../contract/ids.ts'
import type { ToolStatus } from '../../../../contract/tool.ts'
import type { PixelArea, ScreenTarget } from './screen-target.ts'

/** A display or a window that can be looked at. Its name comes from other programs and is inert already. */
export interface ListedSource {
  readonly id: string
  readonly name: string
  readonly kind: 'display' | 'window'
  /** On the whole desktop; null where the system does not tell. A window may reach beyond the screen. */
  readonly place: PixelArea | null
}

/** A picture in the work folder of a call. */
export interface Shot {
  /** Absolute path of a PNG. */
  readonly file: string
  readonly sha256: Sha256
  readonly width: number
  readonly height: number
  readonly captured_at: Timestamp
}

/** Looks at the screen. Each throws ToolError (screen-failures.ts). `folder`: the work folder of the call. */
export interface ScreenPort {
  /** What is known without asking. */
  status(): ToolStatus
  /** How it is looked at, for the record: `x11`, `desktop_app`, `screencapture`. */
  way(): string
  sources(signal: AbortSignal): Promise<readonly ListedSource[]>
  /** One picture, or one of each display where the system gives no picture of all. */
  capture(target: ScreenTarget, folder: string, signal: AbortSignal): Promise<readonly Shot[]>
  /** What `capture` had finished in this folder before the console died; empty when it had not. */
  captured(folder: string): Promise<readonly Shot[]>
}
