import type { AgentRole, AgentRun, AgentSettings } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { timestamp } from '../kernel/clock.ts'
import type { RunnerParts } from './runner-parts.ts'

/** One run that is wanted. */
export interface RunPlan {
  readonly task: Task
  readonly dispatch: Dispatch
  readonly role: AgentRole
  readonly agent: NonNullable<Dispatch['agent']>
  readonly settings: AgentSettings
}

/** At the end of what the dispatch leaves, the protocol ends the round, and the run with it, in milliseconds: it is waited for. */
const PROTOCOL_SPEAKS_MS = 10_000

/** How a run begins. Its end is the earlier one of its own limit and of what the dispatch leaves. */
export function plannedRun({ clock, ids }: Pick<RunnerParts, 'clock' | 'ids'>, plan: RunPlan): AgentRun {
  const { task, dispatch, role, agent, settings } = plan
  const now = clock.now()
  const left = role === 'executor' ? Date.parse(dispatch.deadline) - now : dispatch.review_seconds * 1000
  const ms = Math.max(0, Math.min(settings.limits.seconds * 1000, left))
  const at = timestamp(clock)
  return {
    ...{ run_id: ids.hex(8), task_id: task.task_id as TaskId, correlation_id: task.correlation_id },
    ...{ dispatch_id: dispatch.dispatch_id, round: dispatch.round, role, agent, kind: settings.kind },
    ...{ state: 'preparing', started_at: at, ended_at: null, last_sign_at: at },
    ...{ deadline: new Date(now + ms).toISOString(), limits: settings.limits },
    usage: { turns: 0, input_tokens: 0, output_tokens: 0, cost_usd: null },
    ...{ exit_code: null, detail: '', error_code: null, remediation_hint: null },
    ...{ log_bytes: 0, log_sha256: null, log: null },
  }
}

/** How long a run has left at this moment, in milliseconds. */
export const leftOf = ({ deadline }: AgentRun, now: number): number => Math.max(0, Date.parse(deadline) - now)

/** How long it is waited for at its deadline, in milliseconds; not at all when it has used up its own time. */
export function patienceFor({ started_at, deadline, limits }: AgentRun): number {
  return Date.parse(deadline) - Date.parse(started_at) < limits.seconds * 1000 ? PROTOCOL_SPEAKS_MS : 0
}
