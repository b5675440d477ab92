import type { Sha256 } from '../../../../contract/ids.ts'
import type { JsonObject } from '../../../../contract/json-object.ts'

/** What a program that reads recordings says of one. */
export interface RecordingFacts {
  readonly duration_s: number
  readonly video: { readonly codec: string; readonly width: number; readonly height: number } | null
  readonly audio_codec: string | null
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
  /** Null when it is no whole recording. Throws ToolError `obs_ffprobe_missing`. */
  probe(path: string, signal: AbortSignal): Promise<RecordingFacts | null>
  /** Puts the same pictures and sound into an MP4 file in `folder`; its path. Null when they do not fit into one, or ffmpeg is missing. */
  remux(path: string, folder: string, signal: AbortSignal): Promise<string | null>
  /** Why OBS cannot record into a folder, in words; null when it can. */
  folderFault(path: string): Promise<string | null>
  /** The real path of a folder at or below the allowed one; null when it is elsewhere, or none is allowed. */
  allowedFolder(path: string): Promise<string | null>
  writeNote(folder: string, name: string, note: JsonObject): Promise<void>
  /** Null when there is none, or none that can be read. */
  readNote(folder: string, name: string): Promise<JsonObject | null>
}
