import type { AgentService } from '../core/agents/agent-service.ts'
import type { Handlers } from './handler.ts'
import { jsonReply, type Reply } from './reply.ts'

type AgentHandlers = Pick<Handlers, 'listAgents' | 'listAgentRuns' | 'getAgentRun' | 'readAgentLog' | 'stopAgentRun'>

export function createAgentHandlers(
  agents: Pick<AgentService, 'list' | 'page' | 'get' | 'log' | 'stop'>,
): AgentHandlers {
  const aboutRun = (runId: string, status: number, value: unknown): Reply => {
    const { correlation_id, task_id } = agents.get(runId)
    return { ...jsonReply(status, value), correlation_id, task_id }
  }

  return {
    listAgents: () => jsonReply(200, agents.list()),
    listAgentRuns: ({ query }) => jsonReply(200, agents.page(query)),
    getAgentRun: ({ params }) => aboutRun(params.run_id, 200, agents.get(params.run_id)),
    readAgentLog: async ({ params, query }) => {
      const page = await agents.log(params.run_id, query.from)
      return aboutRun(params.run_id, 200, page)
    },
    stopAgentRun: async ({ call, params, body }) => {
      await agents.stop(call, params.run_id, body.reason)
      return aboutRun(params.run_id, 202, { run_id: params.run_id })
    },
  }
}
