import * as z from 'zod'
import { TaskId } from '../ids.ts'
import { CreateTask, Decision, TaskDetail, TaskPage, TaskQuery } from '../task.ts'
import { body, json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'

const params = z.strictObject({ task_id: TaskId })
export const IfMatch = z.object({
  'if-match': z.string().max(100).optional().meta({
    description: 'strong ETag of the task as it was read (RFC 9110, 13.1.1); needed unless the body has base_sha',
  }),
})

export const listTasks = row({
  operationId: 'listTasks',
  method: 'get',
  path: '/api/tasks',
  summary: 'Tasks, newest first',
  tags: ['tasks'],
  'x-access': 'observer',
  request: { query: TaskQuery },
  responses: {
    200: json(TaskPage, 'a page; next_cursor is null on the last'),
    304: { description: 'unchanged' },
    ...problems(true, 'cursor_invalid'),
  },
})

export const createTask = row({
  operationId: 'createTask',
  method: 'post',
  path: '/api/tasks',
  summary: 'Create a task',
  tags: ['tasks'],
  'x-access': 'coordinator',
  request: { body: body(CreateTask) },
  responses: {
    201: json(TaskDetail, 'the created task; Location and ETag are set'),
    ...problems(
      true,
      'task_exists',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
      'storage_failed',
    ),
  },
})

export const getTask = row({
  operationId: 'getTask',
  method: 'get',
  path: '/api/tasks/{task_id}',
  summary: 'One task, with its status and base_sha',
  tags: ['tasks'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('path.task_id'),
  request: { params },
  responses: {
    200: json(TaskDetail, 'the task; the ETag is its base_sha'),
    304: { description: 'unchanged' },
    ...problems(true, 'task_not_found', 'task_file_invalid'),
  },
})

const decided = {
  200: json(TaskDetail, 'the task as decided'),
  ...problems(
    true,
    'task_not_found',
    'task_file_invalid',
    'write_conflict',
    'precondition_required',
    'proof_insufficient',
    'protocol_out_of_order',
    'payload_not_json',
    'payload_too_large',
    'unsupported_media_type',
    'storage_failed',
  ),
}

export const approveTask = row({
  operationId: 'approveTask',
  method: 'post',
  path: '/api/tasks/{task_id}/approve',
  summary: 'Approve a task as it was read',
  tags: ['tasks'],
  'x-access': 'admin',
  request: { params, headers: IfMatch, body: { ...body(Decision), required: false } },
  responses: decided,
})

export const rejectTask = row({
  operationId: 'rejectTask',
  method: 'post',
  path: '/api/tasks/{task_id}/reject',
  summary: 'Reject a task as it was read',
  tags: ['tasks'],
  'x-access': 'admin',
  request: { params, headers: IfMatch, body: { ...body(Decision), required: false } },
  responses: decided,
})
