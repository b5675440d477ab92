import type { AgentRole } from '../../../contract/agent.ts'
import { AppError } from '../kernel/app-error.ts'
import type { ProtocolListener } from '../protocol/protocol-service.ts'
import { type AgentRunner, MAX_RUNS } from './agent-runner.ts'
import type { RunnerParts } from './runner-parts.ts'

/** How long an agent whose echo was wrong may take to read so, in milliseconds. */
const READ_ANSWER_MS = 2000

/** What the protocol decided, and what that means for agents. */
export function createRunnerListener(
  { settings }: Pick<RunnerParts, 'settings'>,
  runner: AgentRunner,
): ProtocolListener {
  function checkThere(name: string, role: AgentRole): void {
    const { agents } = settings()
    // A name like `constructor` is one that every object answers to.
    const agent = Object.hasOwn(agents, name) ? agents[name] : undefined
    if (agent === undefined) throw new AppError('agent_not_found', `No agent ${name} is set up here.`)
    if (!agent.roles.includes(role)) throw new AppError('agent_not_found', `The agent ${name} is no ${role}.`)
  }

  return {
    admit: (taskId, { agent, reviewer }) => {
      if (agent !== null) checkThere(agent, 'executor')
      if (reviewer !== null) checkThere(reviewer, 'reviewer')
      // What a task holds already it gives back before it begins another run.
      if (runner.othersOf(taskId) >= MAX_RUNS)
        throw new AppError('agent_busy', `${MAX_RUNS} agents run; no more can at once.`)
    },
    dispatched: (taskId, dispatch) => runner.start('executor', taskId, dispatch),
    resultTaken: (taskId, dispatch) => runner.observe(taskId, dispatch),
    observed: (taskId, dispatch) => runner.start('reviewer', taskId, dispatch),
    verdictTaken: (taskId, _dispatch, decision) => {
      if (decision === 'reject') runner.again(taskId)
    },
    roundEnded: (taskId, dispatchId, { reason, detail }) => {
      const cause = { state: 'stopped' as const, detail: `The round is over: ${reason}. ${detail}`.trim() }
      const patience = reason === 'ack_mismatch' ? READ_ANSWER_MS : 0
      runner.endRuns(taskId, dispatchId, { ...cause, error_code: reason, remediation_hint: null }, patience)
    },
  }
}
