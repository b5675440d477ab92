import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { cancelled } from './run-failures.ts'
import type { ToolError } from './tool.ts'

/** The lines `tool_call_cancelled` of a task, newest first or last. Throws AppError `audit_unavailable`. */
export type CancelLines = (taskId: string) => readonly Pick<AuditEvent, 'actor' | 'data'>[]

/** The failure of a call that somebody has cancelled and that has no outcome yet; null of every other. */
export type CancelledBefore = (run: Pick<ToolRun, 'call_id' | 'task_id'>) => ToolError | null

export function createCancelledBefore(linesOf: CancelLines): CancelledBefore {
  return ({ call_id, task_id }) => {
    const line = linesOf(task_id).find(({ data }) => data['call_id'] === call_id)
    return line === undefined ? null : cancelled(line.actor.sub, String(line.data['reason']))
  }
}
