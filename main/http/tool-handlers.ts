import type { ToolList, ToolRun } from '../../contract/tool.ts'
import type { ToolService } from '../core/tools/tool-service.ts'
import type { Handlers, Input, Unread } from './handler.ts'
import { parseJson } from './parse-json.ts'
import { prefersAsync, RESPONDED_ASYNC } from './prefer.ts'
import { jsonReply, type Reply } from './reply.ts'

type ToolHandlers = Pick<Handlers, 'listTools' | 'executeTool' | 'listToolRuns' | 'cancelToolCall'>

export function createToolHandlers(
  tools: Pick<ToolService, 'list' | 'execute' | 'begin' | 'refuseUnread' | 'page' | 'cancel'>,
): ToolHandlers {
  return {
    listTools: () => jsonReply(200, { items: [...tools.list()] } satisfies ToolList),
    executeTool: Object.assign(
      async ({ call, body, exchange }: Input<'executeTool'>): Promise<Reply> => {
        const isAsync = prefersAsync(exchange.header('prefer'))
        const run = await (isAsync ? tools.begin(call, body) : tools.execute(call, body))
        if (run.state !== 'running') return replyOf(200, run)
        const reply = replyOf(202, run)
        return isAsync ? { ...reply, headers: { ...reply.headers, ...RESPONDED_ASYNC } } : reply
      },
      {
        unread: ({ call, raw, error }: Unread) =>
          tools.refuseUnread(call, { raw, value: jsonOf(raw), problem: error.message }),
      },
    ),
    cancelToolCall: async ({ call, params, body }) => {
      await tools.cancel(call, params.call_id, body.reason)
      return jsonReply(202, { call_id: params.call_id })
    },
    listToolRuns: ({ query }) => jsonReply(200, tools.page(query)),
  }
}

function replyOf(status: 200 | 202, run: ToolRun): Reply {
  const { correlation_id, task_id } = run
  return { ...jsonReply(status, run), correlation_id, task_id }
}

/** Undefined for what `parseJson` does not take. */
function jsonOf(raw: Uint8Array): unknown {
  try {
    return parseJson(raw)
  } catch {
    return undefined
  }
}
