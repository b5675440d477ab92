import type {
  AgentInfo,
  AgentList,
  AgentLogPage,
  AgentRun,
  AgentRunPage,
  AgentRunQuery,
} from '../../../contract/agent.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { createAgentReadiness } from './agent-readiness.ts'
import { createAgentRunner } from './agent-runner.ts'
import { runLogPage } from './run-log-page.ts'
import { createRunnerListener } from './runner-listener.ts'
import type { RunnerParts } from './runner-parts.ts'
import { settleLostRuns, takeUpRounds } from './take-up-runs.ts'

/** The agents of this console and their runs. Whatever reads the runs throws AppError `audit_unavailable` while it cannot. */
export interface AgentService {
  list(): AgentList
  /** Throws AppError `cursor_invalid`. */
  page(query: AgentRunQuery): AgentRunPage
  /** Throws AppError `agent_run_not_found`. */
  get(runId: string): AgentRun
  /** Throws AppError `agent_run_not_found`, `storage_failed`. */
  log(runId: string, from: number): Promise<AgentLogPage>
  /** Ends a run with every process that it started; resolves before it is over. Throws `agent_run_not_found`, `agent_run_not_running`. */
  stop(call: Call, runId: string, reason: string): Promise<void>
  /** Ends what an earlier process left running. Before the protocol starts. Throws AppError `audit_unavailable`. */
  settle(): Promise<void>
  /** Takes up what an earlier process did not come to. Once the console listens. */
  begin(): void
  /** Ends every run. Before the protocol and the log are closed. */
  close(): Promise<void>
}

const NO_USAGE = { turns: 0, input_tokens: 0, output_tokens: 0, cost_usd: null }

/** Listens to the protocol from now on. */
export function createAgentService(parts: RunnerParts): AgentService {
  const { index, lines, settings } = parts
  const runner = createAgentRunner(parts)
  const readiness = createAgentReadiness(parts.ports, parts.clock)
  parts.protocol.listen(createRunnerListener(parts, runner))

  const liveOf = (runId: string) => runner.live().find(({ run }) => run.run_id === runId)
  /** Of a run that is under way its process knows more than its last line. */
  const fresh = (run: AgentRun): AgentRun => liveOf(run.run_id)?.run ?? run

  function get(runId: string): AgentRun {
    const run = liveOf(runId)?.run ?? index.get(runId)
    if (run === null) throw new AppError('agent_run_not_found', `There is no run ${runId}.`)
    return run
  }

  return {
    list: () => {
      const spent = index.spent()
      const live = runner.live().map(({ run }) => run)
      const items = Object.entries(settings().agents).map(([name, agent]): AgentInfo => {
        const { kind, roles, workspace, limits } = agent
        const running = live.filter((run) => run.agent === name).map(({ run_id }) => run_id)
        const own = { agent: name, kind, roles, workspace, limits, running, spent: spent.get(name) ?? NO_USAGE }
        return { ...own, ...readiness.of(name, agent) }
      })
      return { items: items.toSorted((a, b) => (a.agent < b.agent ? -1 : 1)) }
    },
    page: (query) => {
      const page = index.page(query)
      return { ...page, items: page.items.map(fresh) }
    },
    get,
    log: async (runId, from) => runLogPage(parts, get(runId), from),
    stop: async (call, runId, reason) => {
      const { run_id, state } = get(runId)
      const live = liveOf(run_id)
      if (live === undefined) throw new AppError('agent_run_not_running', `The run ${run_id} is over: ${state}.`)
      await lines.recordStop(call.actor, live.run, reason)
      const detail = `${call.actor.sub} ended it: ${reason}`
      live.end({ state: 'stopped', detail, error_code: 'stopped', remediation_hint: null })
    },
    settle: () => settleLostRuns(parts),
    begin: () => {
      for (const [name, agent] of Object.entries(settings().agents)) readiness.of(name, agent)
      takeUpRounds(parts, runner)
      runner.tidyUp()
    },
    close: async () => {
      readiness.close()
      await runner.close()
    },
  }
}
