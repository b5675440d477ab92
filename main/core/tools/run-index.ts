import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { ToolRun, ToolRunPage, ToolRunQuery } from '../../../contract/tool.ts'

/**
 * Read model of tool calls: derived from the audit log, rebuildable, kept for ever. Answers include every line committed before the call.
 * Throws AppError `audit_unavailable` as the audit index does.
 */
export interface RunIndex {
  /** The call that was carried out, or begun, under this key; denied ones do not use their key up. */
  byKey(sub: string, idempotencyKey: string): ToolRun | null
  /** Begun, without an outcome, oldest first. */
  running(): readonly ToolRun[]
  /** Packages that runs for this task left, oldest first. */
  evidenceOf(taskId: string): readonly EvidenceRef[]
  /** Newest first. Throws AppError `cursor_invalid`. */
  page(query: ToolRunQuery): ToolRunPage
}
