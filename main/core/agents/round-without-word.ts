import type { AgentRun } from '../../../contract/agent.ts'
import type { RoundEnding } from '../../../contract/protocol-view.ts'

/** Code of a run that was ended because the console was stopped. */
export const CONSOLE_STOPPED = 'console_stopped'

/** A task file keeps no more of it. */
const MAX_DETAIL = 4000

/** How a round ends whose run is over and had not said its word. */
export function wordlessEnding(run: AgentRun): Pick<RoundEnding, 'reason' | 'detail'> {
  const { agent, role, detail, error_code } = run
  const reason = reasonOf(run)
  if (reason === 'stopped' || reason === 'console_stopped') return { reason, detail: detail.slice(0, MAX_DETAIL) }
  const code = error_code === null ? '' : ` (${error_code})`
  const before = `The agent ${agent} was over without ${role === 'executor' ? 'a result' : 'a verdict'}. `
  // What the program said is cut rather than what the console says of it.
  const most = MAX_DETAIL - before.length - code.length
  const said = detail.length > most ? `${detail.slice(0, most - 1)}…` : detail
  return { reason, detail: `${before}${said}${code}`.trim() }
}

function reasonOf({ state, error_code }: AgentRun): RoundEnding['reason'] {
  if (state === 'lost') return 'agent_lost'
  if (state !== 'stopped') return 'agent_failed'
  return error_code === CONSOLE_STOPPED ? 'console_stopped' : 'stopped'
}
