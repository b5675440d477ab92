import type { Sha256 } from '../../../contract/ids.ts'

/** One that lies in a work folder. `name`: its path in there, in at most 200 characters; `bytes` in bytes. */
export interface LeftFile {
  readonly name: string
  readonly bytes: number
}

/** Folders in which tools keep what is not yet evidence, one for each call, on the same disk as the evidence. */
export interface WorkFolders {
  /** Absolute path; made when it is not there. Rejects with the system's error. */
  open(callId: string): Promise<string>
  /**
   * Copies `file` into it, under the name `name`, over what an earlier attempt left there. `sha256` is that of the bytes in the copy. Rejects
   * with the system's error, or with the reason of `signal`.
   */
  copy(
    callId: string,
    from: { readonly file: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<{ readonly file: string; readonly sha256: Sha256 }>
  /** What lies in it, by name; nothing when there is no folder. Rejects with the system's error. */
  list(callId: string): Promise<readonly LeftFile[]>
  /** With everything in it. Rejects with the system's error. */
  remove(callId: string): Promise<void>
}
