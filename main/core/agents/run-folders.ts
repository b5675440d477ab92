import type { AgentLogLine } from '../../../contract/agent.ts'

/** A log that is whole: nobody writes it any more. */
export interface WholeLog {
  /** Absolute. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/** The log of a run while it runs: lines of JSON. */
export interface RunLog {
  /** Kept in order; reaches the disk soon. A failure of the disk shows in `close`. */
  append(line: AgentLogLine): void
  /** Of all lines that were appended. */
  readonly bytes: number
  /** Rejects with AppError `storage_failed`. */
  close(): Promise<WholeLog>
}

/** What an agent gets as files: its token, and its secrets by their names. */
export interface RunFiles {
  readonly token: string
  readonly secrets: Readonly<Record<string, string>>
}

/** A folder for each run, on the same disk as the evidence. Rejects with AppError `storage_failed`. */
export interface RunFolders {
  /** `state_folder`: `token` and `secrets/NAME` in it, for their owner alone. */
  open(runId: string, files: RunFiles): Promise<{ readonly state_folder: string; readonly log: RunLog }>
  /** Removes the state folder and with it every secret. */
  forget(runId: string): Promise<void>
  /** The log that an earlier process left, cut to its last whole line; null when there is none. */
  leftLog(runId: string): Promise<WholeLog | null>
  /** At most `most` bytes of the log from `from` on; null when there is none. */
  read(runId: string, from: number, most: number): Promise<Uint8Array | null>
  /** With everything in it. */
  remove(runId: string): Promise<void>
  /** Runs that there are folders of. */
  list(): Promise<readonly string[]>
}
