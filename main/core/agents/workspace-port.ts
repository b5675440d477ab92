import type { WorkspaceSettings } from '../../../contract/agent.ts'
import type { TouchedFile } from '../../../contract/protocol.ts'

export interface WorkspaceComparison {
  readonly files: readonly TouchedFile[]
  /** False when there is more than can be listed. */
  readonly complete: boolean
  /** Unified diff (git diff), cut to `max_patch` characters; empty for what git calls binary. */
  readonly patch: string
}

/** A copy of a workspace as it was at one moment, without git's own files. Its calls reject with AppError `storage_failed`. */
export interface WorkspaceSnapshot {
  /**
   * What is another one than before the first round. `base_sha256`: as `prepare` said it before anybody worked there; when what is kept
   * of that time is another one by now, nothing can be compared, and `storage_failed` says so. Links are never followed.
   */
  compare(base_sha256: string, signal: AbortSignal): Promise<WorkspaceComparison>
  /** A copy of the copy. */
  copy(signal: AbortSignal): Promise<WorkspaceCopy>
  remove(): Promise<void>
}

/** A copy that nobody takes anything from. Absolute path. */
export interface WorkspaceCopy {
  readonly path: string
  remove(): Promise<void>
}

/** The folders in which agents work: one for each task, kept from round to round. Rejects with AppError `storage_failed`. */
export interface WorkspacePort {
  /**
   * Makes the workspace of a task, or gives the one that it has. Absolute path. Throws AppError `workspace_unusable` when the source is
   * not there or not what the settings say. Durable: what it was before the first round is kept for comparing; `base_sha256` is of that.
   */
  prepare(
    taskId: string,
    source: WorkspaceSettings,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly base_sha256: string }>
  /** Null when the task has none. */
  find(taskId: string): Promise<string | null>
  /** To look at: what becomes of the workspace afterwards changes nothing of it. */
  snapshot(taskId: string, signal: AbortSignal): Promise<WorkspaceSnapshot>
  copy(taskId: string, signal: AbortSignal): Promise<WorkspaceCopy>
  /** Tasks that have a workspace. */
  list(): Promise<readonly string[]>
  /** With everything in it. */
  remove(taskId: string): Promise<void>
}
