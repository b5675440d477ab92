import type { RecordingOrder } from '../../core/tools/screen/recorder-port.ts'
import type { ListedSource } from '../../core/tools/screen/screen-port.ts'
import type { ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import type { ToolError } from '../../core/tools/tool.ts'

/** A program with its arguments; no shell reads them. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
}

export interface RecordingWay {
  /** Why it cannot work, as far as that is known without trying. */
  missing(): ToolError | null
  /**
   * What records into `file`, a Matroska file that does not exist yet, and ends by itself when the time is up. It may tell its progress
   * as ffmpeg does. Throws ToolError.
   */
  command(order: RecordingOrder, file: string, signal: AbortSignal): Promise<Command>
}

/** One way of looking at the screen of this machine. */
export interface ScreenWay {
  readonly name: string
  /** How it looks, for a person: `the X display :0, through ffmpeg`. */
  readonly words: string
  missing(): ToolError | null
  sources(signal: AbortSignal): Promise<readonly ListedSource[]>
  /** Writes one PNG, or one of each display, into `folder`. Answers their names there. Throws ToolError. */
  take(target: ScreenTarget, folder: string, signal: AbortSignal): Promise<readonly string[]>
  readonly recording: RecordingWay
}
