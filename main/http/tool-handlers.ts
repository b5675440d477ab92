import type { ToolList } from '../../contract/tool.ts'
import type { ToolService } from '../core/tools/tool-service.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type ToolHandlers = Pick<Handlers, 'listTools' | 'executeTool' | 'listToolRuns'>

export function createToolHandlers(tools: Pick<ToolService, 'list' | 'execute' | 'page'>): ToolHandlers {
  return {
    listTools: () => jsonReply(200, { items: [...tools.list()] } satisfies ToolList),
    executeTool: async ({ call, body }) => {
      const run = await tools.execute(call, body)
      const { correlation_id, task_id } = run
      return { ...jsonReply(200, run), correlation_id, task_id }
    },
    listToolRuns: ({ query }) => jsonReply(200, tools.page(query)),
  }
}
