import { AgentRun, type AgentRunState } from '../../../contract/agent.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { NotedProcess } from './process-port.ts'

/** The lines that say how a run stands. */
export type AgentRunLine = 'agent_run_intended' | 'agent_run_started' | 'agent_run_ended' | 'agent_run_lost'

const STATES_OF: Readonly<Record<AgentRunLine, readonly AgentRunState[]>> = {
  agent_run_intended: ['preparing'],
  agent_run_started: ['running'],
  agent_run_ended: ['ended', 'failed', 'stopped', 'limit_reached'],
  agent_run_lost: ['lost'],
}

type Line = Pick<AuditEvent, 'type' | 'data'>
type Known = Pick<AgentRun, 'state' | 'task_id' | 'dispatch_id' | 'role' | 'agent'>

export const isOpenState = (state: AgentRunState): boolean => state === 'preparing' || state === 'running'

/** The run that a line of the log tells of, as the line says it stands; null for every other line. */
export function agentRunOf({ type, data }: Line): AgentRun | null {
  if (!Object.hasOwn(STATES_OF, type)) return null
  const run = AgentRun.safeParse(data['run']).data
  return run !== undefined && STATES_OF[type as AgentRunLine].includes(run.state) ? run : null
}

/**
 * The runs are the fold of the lines of the log by this function: `known` is what the lines before said of the same run, null when there
 * were none. A run begins once, starts one process after the other, and ends once. A line that does not follow changes nothing: null.
 */
export function nextAgentRun(known: Known | null, line: Line): AgentRun | null {
  const run = agentRunOf(line)
  if (run === null) return null
  if (known === null) return run.state === 'preparing' ? run : null
  return run.state !== 'preparing' && isOpenState(known.state) && isSameRun(known, run) ? run : null
}

function isSameRun(a: Known, b: Known): boolean {
  return a.task_id === b.task_id && a.dispatch_id === b.dispatch_id && a.role === b.role && a.agent === b.agent
}

/** The process that a line says was started; null for other lines. */
export function processOf({ type, data }: Line): NotedProcess | null {
  if (type !== 'agent_run_started') return null
  const { pid, identity } = data
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 1) return null
  return { pid, identity: typeof identity === 'string' ? identity : null }
}
