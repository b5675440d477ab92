import { ToolCall, ToolList, ToolRun, ToolRunPage, ToolRunQuery } from '../tool.ts'
import { body, json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'

export const listTools = row({
  operationId: 'listTools',
  method: 'get',
  path: '/api/tools',
  summary: 'Tools that can be called here',
  tags: ['tools'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(ToolList, 'by name'), ...problems(true) },
})

export const executeTool = row({
  operationId: 'executeTool',
  method: 'post',
  path: '/api/tools/execute',
  summary: 'Run a tool, if the policy and the approvals allow it',
  tags: ['tools'],
  'x-access': 'tool_runner',
  request: { body: body(ToolCall) },
  responses: {
    200: json(ToolRun, 'it ran; state says whether it came to anything, failure why not'),
    ...problems(
      true,
      'policy_denied',
      'idempotency_key_reused',
      'tool_call_running',
      'payload_not_json',
      'payload_too_deep',
      'payload_too_large',
      'unsupported_media_type',
      'storage_failed',
    ),
  },
})

export const listToolRuns = row({
  operationId: 'listToolRuns',
  method: 'get',
  path: '/api/tool-calls',
  summary: 'Tool calls, newest first, refused ones too',
  tags: ['tools'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('query.task_id'),
  request: { query: ToolRunQuery },
  responses: { 200: json(ToolRunPage, 'a page'), ...problems(true, 'cursor_invalid') },
})
