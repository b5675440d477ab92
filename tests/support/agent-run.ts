import { AgentRun } from '../../contract/agent.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { AgentRunLine } from '../../main/core/agents/agent-run-book.ts'

/** A run that is being prepared, but for what is given. */
export function agentRun(given: Partial<Record<keyof AgentRun, unknown>> = {}): AgentRun {
  const at = '2026-01-31T09:30:00.000Z'
  return AgentRun.parse({
    ...{ run_id: 'aaaa0000bbbb1111', task_id: 't1', correlation_id: 'c1', dispatch_id: '9f2c4e1ab03d', round: 1 },
    ...{ role: 'executor', agent: 'worker', kind: 'script', state: 'preparing', started_at: at, ended_at: null },
    ...{ last_sign_at: at, deadline: at, limits: {}, exit_code: null, detail: '', error_code: null },
    usage: { turns: 0, input_tokens: 0, output_tokens: 0, cost_usd: null },
    ...{ remediation_hint: null, log_bytes: 0, log_sha256: null, log: null, ...given },
  })
}

/** The part of a line of the log that tells of a run. */
export const runLine = (
  type: AgentRunLine,
  run: AgentRun,
  notes: AuditEvent['data'] = {},
): Pick<AuditEvent, 'type' | 'data'> => ({ type, data: { ...notes, run } })
