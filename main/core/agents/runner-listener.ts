import type { AgentRole } from '../../../contract/agent.ts'
import { AppError } from '../kernel/app-error.ts'
import type { ProtocolListener } from '../protocol/protocol-service.ts'
import type { AgentRunner } from './agent-runner.ts'
import type { RunnerParts } from './runner-parts.ts'

/** Runs at once: each may hold a program, a copy of a workspace and much memory. */
export const MAX_RUNS = 32

/** How long an agent whose echo was wrong may take to read so, in milliseconds. */
const READ_ANSWER_MS = 2000

/** What the protocol decided, and what that means for agents. */
export function createRunnerListener(
  { settings }: Pick<RunnerParts, 'settings'>,
  runner: AgentRunner,
): ProtocolListener {
  function checkThere(name: string, role: AgentRole): void {
    const agent = settings().agents[name]
    if (agent === undefined) throw new AppError('agent_not_found', `No agent ${name} is set up here.`)
    if (!agent.roles.includes(role)) throw new AppError('agent_not_found', `The agent ${name} is no ${role}.`)
  }

  return {
    admit: (taskId, { agent, reviewer }) => {
      if (agent !== null) checkThere(agent, 'executor')
      if (reviewer !== null) checkThere(reviewer, 'reviewer')
      // What a task holds already it gives back before it begins another run.
      const others = runner.live().filter(({ run }) => run.task_id !== taskId)
      if (others.length >= MAX_RUNS) throw new AppError('agent_busy', `${MAX_RUNS} agents run; no more can at once.`)
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
