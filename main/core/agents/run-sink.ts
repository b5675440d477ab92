import type { TaskId } from '../../../contract/ids.ts'
import type { Call, SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { ProtocolService } from '../protocol/protocol-service.ts'
import { refusedAnswer } from './agent-answer.ts'
import type { AgentMessage, AgentSink } from './agent-port.ts'
import type { AgentRunLines } from './agent-run-lines.ts'
import { type LiveRun, overLimit, tooMuchOutput } from './live-run.ts'
import type { LogFeed } from './log-feed.ts'
import type { ProcessPort } from './process-port.ts'
import type { RunLog } from './run-folders.ts'

export interface SinkParts {
  readonly protocol: Pick<ProtocolService, 'ack' | 'heartbeat' | 'result' | 'verdict'>
  readonly processes: Pick<ProcessPort, 'note'>
  readonly lines: Pick<AgentRunLines, 'record' | 'push'>
  readonly clock: Clock
}

/** How often watchers are told of what a run used up, in milliseconds. */
const PUSH_EVERY_MS = 1000

/** The authority of a run: its role, on its task. */
function callOf({ run_id, agent, role, task_id, correlation_id }: LiveRun['run']): Call {
  const actor: typeof SYSTEM = { sub: subOf(agent, run_id), scopes: [role], door: 'agent', task_id }
  return { actor, correlation_id }
}

/** Who a run is, in the log and in its token. */
export const subOf = (agent: string, runId: string): string => `agent:${agent}#${runId}`

/** Where the doings of one run go. `base_sha256`: of the workspace as it was before the first round. */
export function createRunSink(
  parts: SinkParts,
  live: LiveRun,
  feed: LogFeed,
  log: Pick<RunLog, 'bytes'>,
  base_sha256: string | null,
): AgentSink {
  const { protocol, processes, lines, clock } = parts
  let pushed = 0

  function sign(): void {
    live.run = { ...live.run, last_sign_at: timestamp(clock), log_bytes: log.bytes }
  }

  async function carryOut({ type, body }: AgentMessage, call: Call, taskId: TaskId): Promise<void> {
    if (type === 'ack') await protocol.ack(call, taskId, body)
    else if (type === 'heartbeat') await protocol.heartbeat(call, taskId, body)
    else if (type === 'result') await protocol.result(call, taskId, body)
    else await protocol.verdict(call, taskId, body)
  }

  return {
    processStarted: async (pid) => {
      const identity = pid === null ? null : (await processes.note(pid)).identity
      live.run = { ...live.run, state: 'running' }
      await lines.record('agent_run_started', live.run, { pid, identity, base_sha256 })
    },
    say: async (message) => {
      sign()
      try {
        await carryOut(message, callOf(live.run), live.run.task_id)
        if (message.type === 'result' || message.type === 'verdict') live.delivered = true
        return { ok: true }
      } catch (error) {
        const answer = refusedAnswer(error)
        if (!answer.ok) feed.add('console', `${message.type} refused: ${answer.error_code}: ${answer.detail}`)
        return answer
      }
    },
    output: (stream, line) => {
      feed.add(stream, line)
      sign()
      if (log.bytes > live.run.limits.output_bytes) live.end(tooMuchOutput())
    },
    used: (usage) => {
      live.run = { ...live.run, usage }
      sign()
      const over = overLimit(usage, live.run.limits)
      if (over !== null) live.end(over)
      if (clock.now() - pushed < PUSH_EVERY_MS) return
      pushed = clock.now()
      lines.push(live.run)
    },
  }
}
