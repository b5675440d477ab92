import type { ToolList } from '../../contract/tool.ts'
import type { ToolService } from '../core/tools/tool-service.ts'
import type { Handlers, Input, Unread } from './handler.ts'
import { parseJson } from './parse-json.ts'
import { jsonReply, type Reply } from './reply.ts'

type ToolHandlers = Pick<Handlers, 'listTools' | 'executeTool' | 'listToolRuns'>

export function createToolHandlers(
  tools: Pick<ToolService, 'list' | 'execute' | 'refuseUnread' | 'page'>,
): ToolHandlers {
  return {
    listTools: () => jsonReply(200, { items: [...tools.list()] } satisfies ToolList),
    executeTool: Object.assign(
      async ({ call, body }: Input<'executeTool'>): Promise<Reply> => {
        const run = await tools.execute(call, body)
        const { correlation_id, task_id } = run
        return { ...jsonReply(200, run), correlation_id, task_id }
      },
      {
        unread: ({ call, raw, error }: Unread) =>
          tools.refuseUnread(call, { raw, value: jsonOf(raw), problem: error.message }),
      },
    ),
    listToolRuns: ({ query }) => jsonReply(200, tools.page(query)),
  }
}

/** Undefined for what `parseJson` does not take. */
function jsonOf(raw: Uint8Array): unknown {
  try {
    return parseJson(raw)
  } catch {
    return undefined
  }
}
