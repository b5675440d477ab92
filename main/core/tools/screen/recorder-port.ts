import type { Sha256, Timestamp } from '../../../../contract/ids.ts'
import type { ToolStatus } from '../../../../contract/tool.ts'
import type { ScreenTarget } from './screen-target.ts'

export interface RecordingOrder {
  readonly target: ScreenTarget
  readonly seconds: number
  /** Pictures in a second. */
  readonly fps: number
}

/** What a film holds, as it was found by reading it. */
export interface FilmFacts {
  readonly width: number
  readonly height: number
  readonly seconds: number
  readonly frames: number
}

/** A recording that is whole and checked. */
export interface Recording extends FilmFacts {
  /** Absolute path of an MP4. */
  readonly file: string
  readonly sha256: Sha256
  readonly bytes: number
}

/** What lies in the work folder after a recording ended, however it ended. */
export interface Leftover {
  /** Absolute path of the MKV. */
  readonly file: string
  readonly started_at: Timestamp
  /** Null when it cannot be read as a film. */
  readonly film: FilmFacts | null
}

/** Records the screen. Each throws ToolError (screen-failures.ts). `folder`: the work folder of the call, one recording in each. */
export interface RecorderPort {
  /** What is known without asking. */
  status(): ToolStatus
  /**
   * Resolves when the time is up and the MKV is closed, or when it has become as large as a film may be: `full_at` is that size in bytes then,
   * otherwise null. On `signal` it is closed as well, before this throws.
   */
  record(
    order: RecordingOrder,
    folder: string,
    onProgress: (seconds: number) => void,
    signal: AbortSignal,
  ): Promise<{ readonly full_at: number | null }>
  /** Reads the MKV, makes an MP4 of it without encoding it anew, reads that too. */
  finish(folder: string, signal: AbortSignal): Promise<Recording>
  /** Ends the recorder when it is still there, and tells what it left; null when there is nothing. */
  leftover(folder: string): Promise<Leftover | null>
}
