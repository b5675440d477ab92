import type { DatabaseSync } from 'node:sqlite'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { type CallIdentity, nextRun, toolRunOf } from '../../core/tools/run-book.ts'

export interface ToolWriter {
  /** Takes what the line says of a tool call, within the transaction that holds the line. */
  put(event: AuditEvent): void
}

export function createToolWriter(database: DatabaseSync): ToolWriter {
  const find = database.prepare(
    'SELECT state, tool, task_id, requested_by, idempotency_key FROM tool_calls WHERE call_id = ?',
  )
  const insert = database.prepare('INSERT INTO tool_calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)')
  const update = database.prepare('UPDATE tool_calls SET line_seq = ?, state = ?, packages = ? WHERE call_id = ?')

  return {
    put: (event) => {
      const told = toolRunOf(event)
      if (told === null) return
      const known = find.get(told.call_id) as unknown as (CallIdentity & Pick<ToolRun, 'state'>) | undefined
      const next = nextRun(known ?? null, event)
      if (next === null) return
      const { call_id, state, tool, task_id, requested_by, idempotency_key, evidence } = next
      if (known === undefined)
        insert.run(event.seq, call_id, event.seq, state, tool, task_id, requested_by, idempotency_key)
      else update.run(event.seq, state, evidence.length, call_id)
    },
  }
}
