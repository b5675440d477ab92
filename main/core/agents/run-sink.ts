import type { TaskId } from '../../../contract/ids.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call, SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Awaited } from '../protocol/awaited-word.ts'
import type { ProtocolService } from '../protocol/protocol-service.ts'
import { refusedAnswer } from './agent-answer.ts'
import type { AgentMessage, AgentSink } from './agent-port.ts'
import type { AgentRunLines } from './agent-run-lines.ts'
import { type LiveRun, overLimit, tooMuchOutput } from './live-run.ts'
import type { LogFeed } from './log-feed.ts'
import type { ProcessPort } from './process-port.ts'
import { redacted } from './redacted.ts'
import type { RunLog } from './run-folders.ts'

export interface SinkParts {
  readonly protocol: Pick<ProtocolService, 'ack' | 'heartbeat' | 'result' | 'verdict'>
  readonly processes: Pick<ProcessPort, 'note'>
  readonly lines: Pick<AgentRunLines, 'record' | 'push'>
  readonly clock: Clock
  readonly awaited: (taskId: TaskId, dispatchId: string) => Awaited | null
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

/**
 * Where the doings of one run go. `base_sha256`: of the workspace as it was before the first round. `redact` takes the secrets of the run
 * out of a text: what an agent says is kept in the task file and shown to others, just as what it writes.
 */
export function createRunSink(
  parts: SinkParts,
  live: LiveRun,
  feed: LogFeed,
  log: Pick<RunLog, 'bytes'>,
  base_sha256: string | null,
  redact: (text: string) => string,
): AgentSink {
  const { protocol, processes, lines, clock, awaited } = parts
  let pushed = 0

  function sign(): void {
    live.run = { ...live.run, last_sign_at: timestamp(clock), log_bytes: log.bytes }
  }

  /** An authority is for one task; that it is for one dispatch as well is said here. What no dispatch bears, the protocol refuses. */
  function checkOwn({ type, body }: AgentMessage): void {
    if (live.signal.aborted) throw new AppError('agent_run_not_running', 'The run was ended.')
    const { dispatch_id, task_id } = live.run
    if (body.dispatch_id !== dispatch_id && awaited(task_id, body.dispatch_id) !== null)
      throw new AppError(
        'dispatch_not_current',
        `This run is for the dispatch ${dispatch_id}; its ${type} names another.`,
      )
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
        checkOwn(message)
        await carryOut(withoutSecrets(message, redact), callOf(live.run), live.run.task_id)
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

/** An echo is compared with what was dispatched: in it nothing is taken out. */
function withoutSecrets(message: AgentMessage, redact: (text: string) => string): AgentMessage {
  if (message.type === 'ack') return message
  return { ...message, body: redacted(message.body, redact) } as AgentMessage
}
