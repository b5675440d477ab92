import { Sha256 } from '../../contract/ids.ts'
import type { TaskQuery } from '../../contract/task.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { detailBytes, type TaskEntry } from '../core/tasks/task-entry.ts'
import type { TaskService } from '../core/tasks/task-service.ts'
import type { TaskStore } from '../core/tasks/task-store.ts'
import type { Handlers, Input } from './handler.ts'
import { bytesReply, type Reply, taggedReply } from './reply.ts'

type TaskHandlers = Pick<Handlers, 'listTasks' | 'createTask' | 'getTask' | 'approveTask' | 'rejectTask'>

/** `bootId` sets the list's ETags of this process apart from those of the last one. */
export function createTaskHandlers(parts: { tasks: TaskService; store: TaskStore; bootId: string }): TaskHandlers {
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
    const ifMatch = shaOfIfMatch(exchange.header('if-match'))
    if (body.base_sha !== undefined && ifMatch !== null && body.base_sha !== ifMatch)
      throw new AppError('validation_failed', 'If-Match and base_sha name two different contents.')
    const base_sha = body.base_sha ?? ifMatch
    const entry = await tasks.decide(call, params.task_id, { decision, comment: body.comment ?? null, base_sha })
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
      const entry = await tasks.create(call, body)
      return detailReply(201, entry, { location: `/api/tasks/${entry.task_id}` })
    },
    approveTask: (input) => decide(input, 'approve'),
    rejectTask: (input) => decide(input, 'reject'),
  }
}

/** The sha that an If-Match header names; null without one or for `*`, which names none. Throws `validation_failed` for anything but one strong ETag. */
function shaOfIfMatch(header: string | null): Sha256 | null {
  if (header === null || header.trim() === '*') return null
  const match = /^"([^"]*)"$/.exec(header.trim())
  const parsed = Sha256.safeParse(match?.[1])
  if (!parsed.success)
    throw new AppError('validation_failed', 'If-Match: give the one strong ETag with which the task was read.')
  return parsed.data
}
