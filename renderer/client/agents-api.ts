import * as z from 'zod'
import { AgentList, AgentLogPage, AgentRun, AgentRunPage, type AgentRunQuery } from '../../contract/agent.ts'
import { Dispatched, type DispatchRequest } from '../../contract/protocol-requests.ts'
import { ProtocolRows, ProtocolView } from '../../contract/protocol-view.ts'
import { queryString, type Requests } from './requests.ts'

/** The routes by which people give work to agents and watch over it. Every function rejects with RequestFailed. */
export interface AgentsApi {
  agents(signal: AbortSignal): Promise<AgentList>
  agentRuns(query: Partial<AgentRunQuery>, signal: AbortSignal): Promise<AgentRunPage>
  agentRun(runId: string, signal: AbortSignal): Promise<AgentRun>
  /** Lines of the log of a run; `from` in bytes. */
  agentLog(runId: string, from: number, signal: AbortSignal): Promise<AgentLogPage>
  /** Answers when the run is being ended; that it is over follows as an event. */
  stopAgentRun(runId: string, reason: string): Promise<void>
  /** The tasks that go no further without a person, the longest wait first. */
  waitingTasks(signal: AbortSignal): Promise<ProtocolRows>
  protocol(taskId: string, signal: AbortSignal): Promise<ProtocolView>
  dispatch(taskId: string, request: z.input<typeof DispatchRequest>): Promise<Dispatched>
  withdraw(taskId: string, dispatchId: string, reason: string): Promise<ProtocolView>
  unlock(taskId: string, baseSha: string, reason: string): Promise<ProtocolView>
}

export function createAgentsApi({ get, post }: Requests): AgentsApi {
  const runPath = (id: string) => `/api/agent-runs/${encodeURIComponent(id)}`
  const taskPath = (id: string) => `/api/tasks/${encodeURIComponent(id)}`
  return {
    agents: (signal) => get(AgentList, '/api/agents', signal),
    agentRuns: (query, signal) => get(AgentRunPage, `/api/agent-runs${queryString(query)}`, signal),
    agentRun: (id, signal) => get(AgentRun, runPath(id), signal),
    agentLog: (id, from, signal) => get(AgentLogPage, `${runPath(id)}/log${queryString({ from })}`, signal),
    stopAgentRun: async (id, reason) => {
      await post(z.object({}), `${runPath(id)}/stop`, { reason })
    },
    waitingTasks: (signal) => get(ProtocolRows, `/api/protocols${queryString({ waiting: 'true' })}`, signal),
    protocol: (id, signal) => get(ProtocolView, `${taskPath(id)}/protocol`, signal),
    dispatch: (id, request) => post(Dispatched, `${taskPath(id)}/dispatch`, request),
    withdraw: (id, dispatch_id, reason) => post(ProtocolView, `${taskPath(id)}/withdraw`, { dispatch_id, reason }),
    unlock: (id, base_sha, reason) => post(ProtocolView, `${taskPath(id)}/unlock`, { base_sha, reason }),
  }
}
