import type { AgentUsage } from '../../../contract/agent.ts'
import type { AgentAnswer, AgentMessage, AgentSink } from '../../../main/core/agents/agent-port.ts'

export interface PlainSink extends AgentSink {
  readonly pids: readonly number[]
  readonly said: readonly AgentMessage[]
  readonly lines: readonly string[]
  readonly usage: readonly AgentUsage[]
}

/** Keeps what an agent does, and answers as it is told; everything is fine by default. */
export function plainSink(
  answer: (message: AgentMessage) => AgentAnswer = () => ({ ok: true }),
  onUsed: (usage: AgentUsage) => void = () => undefined,
): PlainSink {
  const pids: number[] = []
  const said: AgentMessage[] = []
  const lines: string[] = []
  const usage: AgentUsage[] = []
  return {
    ...{ pids, said, lines, usage },
    processStarted: async (pid) => {
      if (pid !== null) pids.push(pid)
    },
    say: async (message) => {
      said.push(message)
      return answer(message)
    },
    output: (stream, line) => void lines.push(`${stream}: ${line}`),
    used: (now) => {
      usage.push(now)
      onUsed(now)
    },
  }
}

export const refusal = (error_code: string, detail: string): AgentAnswer => ({
  ...{ ok: false, error_code, detail, remediation_hint: 'none', difference: [] },
})
