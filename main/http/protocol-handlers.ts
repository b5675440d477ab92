import type { TaskId } from '../../contract/ids.ts'
import type { ProtocolService } from '../core/protocol/protocol-service.ts'
import type { Handlers } from './handler.ts'
import { seenSha } from './if-match.ts'
import { jsonReply, type Reply } from './reply.ts'

type ProtocolHandlers = Pick<
  Handlers,
  | 'listProtocols'
  | 'getProtocol'
  | 'dispatchTask'
  | 'ackDispatch'
  | 'sendHeartbeat'
  | 'sendResult'
  | 'sendVerdict'
  | 'withdrawDispatch'
  | 'unlockTask'
>

/** The doors of the protocol for whoever speaks HTTP; agents that the console runs use the service itself. */
export function createProtocolHandlers(parts: {
  protocol: ProtocolService
  correlationOf: (taskId: TaskId) => string
}): ProtocolHandlers {
  const { protocol } = parts

  const aboutTask = (taskId: TaskId, status: number, value: unknown, headers: Reply['headers'] = {}): Reply => ({
    ...jsonReply(status, value, headers),
    ...{ correlation_id: parts.correlationOf(taskId), task_id: taskId },
  })

  return {
    listProtocols: ({ query }) =>
      jsonReply(200, protocol.rows({ waiting: query.waiting === 'true', limit: query.limit })),
    getProtocol: async ({ params }) => aboutTask(params.task_id, 200, await protocol.view(params.task_id)),
    dispatchTask: async ({ call, params, body, exchange }) => {
      const base_sha = seenSha(body.base_sha, exchange.header('if-match')) ?? undefined
      const { dispatch, entry } = await protocol.dispatch(call, params.task_id, { ...body, base_sha })
      const task = { ...entry.task, base_sha: entry.base_sha }
      return aboutTask(params.task_id, 201, { dispatch, task }, { etag: `"${entry.base_sha}"` })
    },
    ackDispatch: async ({ call, params, body }) =>
      aboutTask(params.task_id, 200, await protocol.ack(call, params.task_id, body)),
    sendHeartbeat: async ({ call, params, body }) =>
      aboutTask(params.task_id, 200, await protocol.heartbeat(call, params.task_id, body)),
    sendResult: async ({ call, params, body }) =>
      aboutTask(params.task_id, 200, await protocol.result(call, params.task_id, body)),
    sendVerdict: async ({ call, params, body }) =>
      aboutTask(params.task_id, 200, await protocol.verdict(call, params.task_id, body)),
    withdrawDispatch: async ({ call, params, body }) =>
      aboutTask(params.task_id, 200, await protocol.withdraw(call, params.task_id, body)),
    unlockTask: async ({ call, params, body, exchange }) => {
      const base_sha = seenSha(body.base_sha, exchange.header('if-match')) ?? undefined
      return aboutTask(params.task_id, 200, await protocol.unlock(call, params.task_id, { ...body, base_sha }))
    },
  }
}
