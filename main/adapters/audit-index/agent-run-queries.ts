import type { DatabaseSync } from 'node:sqlite'
import type { AgentUsage } from '../../../contract/agent.ts'
import { createFilteredRows, type FilteredRows, type LinedRow } from './filtered-rows.ts'

/** What the table of the runs of agents answers. */
export interface AgentRunQueries {
  get(runId: string): LinedRow | null
  /** Oldest first, with the JSON of their processes. */
  open(): readonly (LinedRow & { readonly processes: string })[]
  /** Oldest first. */
  ofDispatch(taskId: string, dispatchId: string): readonly LinedRow[]
  baseOf(taskId: string): string | null
  /** Runs for the task that left evidence, oldest first. */
  withEvidence(taskId: string): readonly LinedRow[]
  spent(): readonly (AgentUsage & { readonly agent: string })[]
  readonly page: FilteredRows
}

const ROW = 'SELECT seq, line_seq FROM agent_runs'

export function createAgentRunQueries(database: DatabaseSync): AgentRunQueries {
  const get = database.prepare(`${ROW} WHERE run_id = ?`)
  const open = database.prepare(
    `SELECT seq, line_seq, processes FROM agent_runs WHERE state IN ('preparing', 'running') ORDER BY seq`,
  )
  const ofDispatch = database.prepare(`${ROW} WHERE task_id = ? AND dispatch_id = ? ORDER BY seq`)
  const baseOf = database.prepare(
    'SELECT base_sha256 FROM agent_runs WHERE task_id = ? AND base_sha256 IS NOT NULL ORDER BY seq LIMIT 1',
  )
  const withEvidence = database.prepare(`${ROW} WHERE task_id = ? AND packages > 0 ORDER BY seq`)
  const spent = database.prepare(
    `SELECT agent, sum(turns) AS turns, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
       sum(cost_usd) AS cost_usd FROM agent_runs GROUP BY agent`,
  )

  return {
    get: (runId) => (get.get(runId) as LinedRow | undefined) ?? null,
    open: () => open.all() as unknown as (LinedRow & { processes: string })[],
    ofDispatch: (taskId, dispatchId) => ofDispatch.all(taskId, dispatchId) as unknown as LinedRow[],
    baseOf: (taskId) => (baseOf.get(taskId) as { base_sha256: string } | undefined)?.base_sha256 ?? null,
    withEvidence: (taskId) => withEvidence.all(taskId) as unknown as LinedRow[],
    spent: () => spent.all() as unknown as (AgentUsage & { agent: string })[],
    page: createFilteredRows(database, 'agent_runs'),
  }
}
