import type { DatabaseSync } from 'node:sqlite'
import { createFilteredRows, type FilteredRows, type LinedRow } from './filtered-rows.ts'

/** What the table of tool calls answers. */
export interface ToolQueries {
  /** The first call that was not denied under this key. */
  byKey(sub: string, idempotencyKey: string): LinedRow | null
  /** Oldest first. */
  running(): readonly LinedRow[]
  /** Runs for the task that left evidence, oldest first. */
  withEvidence(taskId: string): readonly LinedRow[]
  readonly page: FilteredRows
}

const ROW = 'SELECT seq, line_seq FROM tool_calls'

export function createToolQueries(database: DatabaseSync): ToolQueries {
  const byKey = database.prepare(
    `${ROW} WHERE requested_by = ? AND idempotency_key = ? AND state <> 'denied' ORDER BY seq LIMIT 1`,
  )
  const running = database.prepare(`${ROW} WHERE state = 'running' ORDER BY seq`)
  const withEvidence = database.prepare(`${ROW} WHERE task_id = ? AND packages > 0 ORDER BY seq`)

  return {
    byKey: (sub, idempotencyKey) => (byKey.get(sub, idempotencyKey) as LinedRow | undefined) ?? null,
    running: () => running.all() as unknown as LinedRow[],
    withEvidence: (taskId) => withEvidence.all(taskId) as unknown as LinedRow[],
    page: createFilteredRows(database, 'tool_calls'),
  }
}
