import type { TaskEntry } from './task-entry.ts'
import type { TaskIndex } from './task-index.ts'

export type ExternalChange = 'added' | 'changed' | 'deleted' | 'invalid'

export interface NoticedChange {
  readonly task_id: string
  readonly change: ExternalChange
  readonly before: TaskEntry | null
  /** Null when the file is gone. */
  readonly after: TaskEntry | null
}

/** New content, written and synced beside the task file. Ends with exactly one of `commit` and `discard`. */
export interface StagedTask {
  /**
   * Puts the content in place, durably, and into the index. Resolves to the new entry, or to the change that another program
   * made meanwhile; the file is then left as that program wrote it and the index shows it.
   */
  commit(): Promise<{ readonly entry: TaskEntry } | { readonly overtaken: NoticedChange }>
  discard(): Promise<void>
}

/** Task files and their index. */
export interface TaskStore {
  /** Reads answer from memory. */
  readonly index: Omit<TaskIndex, 'load' | 'put' | 'remove'>
  /** Whether the file is at this moment the one of the index, byte for byte. What differs is told by whoever watches the folder. */
  isAsKnown(taskId: string): boolean
  /** Runs `work` while nobody else writes or re-reads this task. */
  exclusive<T>(taskId: string, work: () => Promise<T>): Promise<T>
  /** Only inside `exclusive`. Throws AppError `storage_failed`. */
  stage(taskId: string, bytes: string): Promise<StagedTask>
}
