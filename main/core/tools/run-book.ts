import type { AuditEvent } from '../../../contract/audit-event.ts'
import { type ToolCallState, ToolRun } from '../../../contract/tool.ts'

/** The state that a line of each type leaves a call in. */
const STATE_OF: Readonly<Partial<Record<AuditEvent['type'], ToolCallState>>> = {
  policy_denied: 'denied',
  tool_call_intended: 'running',
  tool_call_done: 'done',
  tool_call_failed: 'failed',
  tool_call_unknown: 'unknown',
}

type Line = Pick<AuditEvent, 'type' | 'data'>

/** What never changes of a call. */
export type CallIdentity = Pick<ToolRun, 'tool' | 'task_id' | 'requested_by' | 'idempotency_key'>

/** The call that a line of the log tells of, as the line says it stands; null for every other line. */
export function toolRunOf({ type, data }: Line): ToolRun | null {
  const state = STATE_OF[type]
  if (state === undefined) return null
  const run = ToolRun.safeParse(data['run']).data
  return run?.state === state ? run : null
}

/**
 * The tool calls are the fold of the lines of the log by this function: `known` is what the lines before said of the same call, null when
 * there were none. Only a call that runs gets an outcome, and only one. A line that does not follow changes nothing: null.
 */
export function nextRun(known: (CallIdentity & Pick<ToolRun, 'state'>) | null, line: Line): ToolRun | null {
  const run = toolRunOf(line)
  if (run === null) return null
  const begins = run.state === 'denied' || run.state === 'running'
  if (known === null) return begins ? run : null
  return !begins && known.state === 'running' && isSameCall(known, run) ? run : null
}

function isSameCall(a: CallIdentity, b: CallIdentity): boolean {
  return (
    a.tool === b.tool &&
    a.task_id === b.task_id &&
    a.requested_by === b.requested_by &&
    a.idempotency_key === b.idempotency_key
  )
}
