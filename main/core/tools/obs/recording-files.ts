import type { Sha256 } from '../../../../contract/ids.ts'
import type { JsonObject } from '../../../../contract/json-object.ts'

/** What a program found that read every packet of a recording: its length and the number of its pictures are what is there. */
export interface RecordingFacts {
  readonly duration_s: number
  readonly frames: number
  readonly video: { readonly codec: string; readonly width: number; readonly height: number } | null
  readonly audio_codec: string | null
}

/** `fault`: why it is not the whole recording, in words; null when it is, as far as its format tells. */
export interface ReadRecording {
  readonly facts: RecordingFacts
  readonly fault: string | null
}

/** Files that OBS writes, and notes of our own beside them. Paths of OBS are believed as far as `look` lets them. */
export interface RecordingFiles {
  /**
   * Whether this may be a recording: a plain file in the folder that the settings allow, named and beginning like a video. An empty
   * file is none that begins wrongly. `fault` is in words. Rejects with the system's error.
   */
  look(path: string): Promise<{ readonly bytes: number; readonly ending: string } | { readonly fault: string }>
  /** Rejects with the system's error, or the reason of the signal. */
  hash(path: string, signal: AbortSignal): Promise<{ readonly sha256: Sha256; readonly bytes: number }>
  /** Reads it from beginning to end. Null when it cannot be read as a film. Throws ToolError `obs_ffprobe_missing`, and the reason of the signal. */
  probe(path: string, signal: AbortSignal): Promise<ReadRecording | null>
  /**
   * Puts the same pictures and sound into an MP4 file in `folder`, and reads that: it has as many pictures as the recording, `frames`. `fault`: why
   * there is none, in words. Throws the reason of the signal.
   */
  remux(
    path: string,
    folder: string,
    frames: number,
    signal: AbortSignal,
  ): Promise<{ readonly file: string } | { readonly fault: string }>
  /** Why OBS cannot record into a folder, in words; null when it can. */
  folderFault(path: string): Promise<string | null>
  /** The real path of a folder at or below the allowed one; null when it is elsewhere, or none is allowed. */
  allowedFolder(path: string): Promise<string | null>
  writeNote(folder: string, name: string, note: JsonObject): Promise<void>
  /** Null when there is none, or none that can be read. */
  readNote(folder: string, name: string): Promise<JsonObject | null>
}
