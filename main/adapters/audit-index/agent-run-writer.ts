import type { DatabaseSync } from 'node:sqlite'
import type { AgentRun } from '../../../contract/agent.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { agentRunOf, nextAgentRun, processOf } from '../../core/agents/agent-run-book.ts'

export interface AgentRunWriter {
  /** Takes what the line says of a run of an agent, within the transaction that holds the line. */
  put(event: AuditEvent): void
}

type Known = Pick<AgentRun, 'state' | 'task_id' | 'dispatch_id' | 'role' | 'agent'>

export function createAgentRunWriter(database: DatabaseSync): AgentRunWriter {
  const find = database.prepare('SELECT state, task_id, dispatch_id, role, agent FROM agent_runs WHERE run_id = ?')
  const insert = database.prepare(
    "INSERT INTO agent_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, NULL, 0, '[]', NULL)",
  )
  const update = database.prepare(
    `UPDATE agent_runs SET line_seq = ?, state = ?, turns = ?, input_tokens = ?, output_tokens = ?, cost_usd = ?, packages = ?
     WHERE run_id = ?`,
  )
  const started = database.prepare(
    `UPDATE agent_runs SET base_sha256 = coalesce(base_sha256, :base),
       processes = CASE WHEN :noted IS NULL THEN processes ELSE json_insert(processes, '$[#]', json(:noted)) END
     WHERE run_id = :run_id`,
  )

  return {
    put: (event) => {
      const told = agentRunOf(event)
      if (told === null) return
      const known = find.get(told.run_id) as unknown as Known | undefined
      const next = nextAgentRun(known ?? null, event)
      if (next === null) return
      const { run_id, state, agent, role, task_id, dispatch_id, usage, log } = next
      if (known === undefined) insert.run(event.seq, run_id, event.seq, state, agent, role, task_id, dispatch_id)
      const { turns, input_tokens, output_tokens, cost_usd } = usage
      const packages = log === null ? 0 : 1
      update.run(event.seq, state, turns, input_tokens, output_tokens, cost_usd, packages, run_id)
      const process = processOf(event)
      const base = event.data['base_sha256']
      if (event.type === 'agent_run_started') {
        const noted = process === null ? null : JSON.stringify(process)
        started.run({ noted, base: typeof base === 'string' ? base : null, run_id })
      }
    },
  }
}
