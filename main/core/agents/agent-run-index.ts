import type { AgentRun, AgentRunPage, AgentRunQuery, AgentUsage } from '../../../contract/agent.ts'
import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { NotedProcess } from './process-port.ts'

/**
 * Read model of the runs of agents: derived from the audit log, rebuildable, kept for ever. Answers include every line committed before
 * the call. Throws AppError `audit_unavailable` as the audit index does.
 */
export interface AgentRunIndex {
  /** As its last line says; null when there is none. */
  get(runId: string): AgentRun | null
  /** Begun, without an end, oldest first, each with the processes that were started for it. */
  open(): readonly { readonly run: AgentRun; readonly processes: readonly NotedProcess[] }[]
  /** Of a dispatch, oldest first. */
  ofDispatch(taskId: string, dispatchId: string): readonly AgentRun[]
  /** What the workspace of a task was when it was made; null when no agent was ever started for the task. */
  baseOf(taskId: string): string | null
  /** Packages with the logs of runs for this task, oldest first. */
  evidenceOf(taskId: string): readonly EvidenceRef[]
  /** By all runs that ended, by the name of the agent. */
  spent(): ReadonlyMap<string, AgentUsage>
  /** Newest first. Throws AppError `cursor_invalid`. */
  page(query: AgentRunQuery): AgentRunPage
}
