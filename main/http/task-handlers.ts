import type { TaskQuery } from '../../contract/task.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { ProtocolService } from '../core/protocol/protocol-service.ts'
import { detailBytes, type TaskEntry } from '../core/tasks/task-entry.ts'
import type { TaskService } from '../core/tasks/task-service.ts'
import type { TaskStore } from '../core/tasks/task-store.ts'
import type { Handlers, Input } from './handler.ts'
import { seenSha } from './if-match.ts'
import { bytesReply, type Reply, taggedReply } from './reply.ts'

type TaskHandlers = Pick<Handlers, 'listTasks' | 'createTask' | 'getTask' | 'approveTask' | 'rejectTask'>

/** `bootId` sets the list's ETags of this process apart from those of the last one. */
export function createTaskHandlers(parts: {
  tasks: TaskService
  decide: ProtocolService['decide']
  store: TaskStore
  bootId: string
}): TaskHandlers {
  const { tasks, store } = parts

  function detailReply(status: number, entry: TaskEntry, headers: Reply['headers']): Reply {
    if (entry.task === null)
      throw new AppError('internal', `task ${entry.task_id} is invalid right after it was written`)
    return bytesReply(
      status,
      detailBytes(entry, entry.task),
      { etag: `"${entry.base_sha}"`, 'cache-control': 'no-store', ...headers },
      entry.task,
    )
  }

  async function decide(
    input: Input<'approveTask'> | Input<'rejectTask'>,
    decision: 'approve' | 'reject',
  ): Promise<Reply> {
    const { call, params, body, exchange } = input
    const base_sha = seenSha(body.base_sha, exchange.header('if-match'))
    const { comment = null, override_reason = null } = body
    const entry = await parts.decide(call, params.task_id, { decision, comment, override_reason, base_sha })
    return detailReply(200, entry, {})
  }

  return {
    listTasks: ({ exchange, query }) =>
      taggedReply(
        exchange,
        `"${parts.bootId}.${store.index.revision}"`,
        () => store.index.page(query as TaskQuery),
        null,
      ),
    getTask: ({ exchange, params }) => {
      const { entry, task } = tasks.get(params.task_id)
      return taggedReply(exchange, `"${entry.base_sha}"`, () => detailBytes(entry, task), task)
    },
    createTask: async ({ call, body }) => {
      // Publishing is what an operator allows; whoever gives out work does not.
      if (body.allow_external_publish && !call.actor.scopes.includes('admin'))
        throw new AppError('scope_insufficient', 'A task that allows external publishing needs scope admin.')
      const entry = await tasks.create(call, body)
      return detailReply(201, entry, { location: `/api/tasks/${entry.task_id}` })
    },
    approveTask: (input) => decide(input, 'approve'),
    rejectTask: (input) => decide(input, 'reject'),
  }
}
