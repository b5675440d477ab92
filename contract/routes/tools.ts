import { z } from '@hono/zod-openapi'
import { CancelToolCall, ToolCall, ToolList, ToolRun, ToolRunPage, ToolRunQuery } from '../tool.ts'
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
    202: json(
      ToolRun,
      'it runs; with Prefer: respond-async (RFC 7240), or because the console stops and takes it up later',
    ),
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

export const cancelToolCall = row({
  operationId: 'cancelToolCall',
  method: 'post',
  path: '/api/tool-calls/{call_id}/cancel',
  summary: 'Ask a running tool call to end; its outcome follows',
  tags: ['tools'],
  'x-access': 'tool_runner',
  request: { params: z.strictObject({ call_id: z.string().max(64) }), body: body(CancelToolCall) },
  responses: {
    202: json(z.strictObject({ call_id: z.string() }), 'it was asked to end'),
    ...problems(
      true,
      'tool_call_not_running',
      'payload_not_json',
      'payload_too_deep',
      'payload_too_large',
      'unsupported_media_type',
    ),
  },
})
