import { z } from '@hono/zod-openapi'
import { TaskId } from '../ids.ts'
import { AckEcho, Heartbeat, HeartbeatTaken, ReviewVerdict, TaskResult } from '../protocol.ts'
import { Dispatched, DispatchRequest, UnlockRequest, WithdrawRequest } from '../protocol-requests.ts'
import { ProtocolQuery, ProtocolRows, ProtocolView } from '../protocol-view.ts'
import { body, json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'
import { IfMatch } from './tasks.ts'

const params = z.strictObject({ task_id: TaskId })
const ANY = [
  'task_not_found',
  'task_file_invalid',
  'write_conflict',
  'payload_not_json',
  'payload_too_deep',
  'payload_too_large',
  'unsupported_media_type',
  'storage_failed',
] as const
const view = (description: string) => json(ProtocolView, description)
const executor = { scopes: ['executor'], task: 'path.task_id' } as const
const reviewer = { scopes: ['reviewer'], task: 'path.task_id' } as const

export const listProtocols = row({
  operationId: 'listProtocols',
  method: 'get',
  path: '/api/protocols',
  summary: 'Where the tasks stand that were dispatched; with waiting=true, those that go no further without a person',
  tags: ['protocol'],
  'x-access': 'observer',
  request: { query: ProtocolQuery },
  responses: { 200: json(ProtocolRows, 'what stood longest first'), ...problems(true) },
})

export const getProtocol = row({
  operationId: 'getProtocol',
  method: 'get',
  path: '/api/tasks/{task_id}/protocol',
  summary: 'Where a task stands: rounds, what is due, and the claim ledger',
  tags: ['protocol'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('path.task_id'),
  request: { params },
  responses: {
    200: view('as the task file stands'),
    ...problems(true, 'task_not_found', 'task_file_invalid', 'storage_failed'),
  },
})

export const dispatchTask = row({
  operationId: 'dispatchTask',
  method: 'post',
  path: '/api/tasks/{task_id}/dispatch',
  summary: 'Give a task to an executor',
  tags: ['protocol'],
  'x-access': 'coordinator',
  request: { params, headers: IfMatch, body: body(DispatchRequest) },
  responses: {
    201: json(Dispatched, 'the dispatch, and the task as it stands now'),
    ...problems(
      true,
      ...ANY,
      'precondition_required',
      'criteria_missing',
      'protocol_out_of_order',
      'fidelity_violation',
      'task_locked',
      'agent_not_found',
      'agent_busy',
    ),
  },
})

export const ackDispatch = row({
  operationId: 'ackDispatch',
  method: 'post',
  path: '/api/tasks/{task_id}/ack',
  summary: 'Echo a dispatch, item by item; an echo that differs ends the round',
  tags: ['protocol'],
  'x-access': 'admin',
  'x-task-scopes': executor,
  request: { params, body: body(AckEcho) },
  responses: {
    200: view('the echo was equal, byte for byte'),
    ...problems(true, ...ANY, 'ack_mismatch', 'dispatch_not_current', 'protocol_out_of_order'),
  },
})

export const sendHeartbeat = row({
  operationId: 'sendHeartbeat',
  method: 'post',
  path: '/api/tasks/{task_id}/heartbeat',
  summary: 'Say that the work goes on',
  tags: ['protocol'],
  'x-access': 'admin',
  'x-task-scopes': executor,
  request: { params, body: body(Heartbeat) },
  responses: {
    200: json(HeartbeatTaken, 'taken, and by when the next one is due'),
    ...problems(true, ...ANY, 'dispatch_not_current', 'protocol_out_of_order'),
  },
})

export const sendResult = row({
  operationId: 'sendResult',
  method: 'post',
  path: '/api/tasks/{task_id}/result',
  summary: 'Hand in the result of a dispatch',
  tags: ['protocol'],
  'x-access': 'admin',
  'x-task-scopes': executor,
  request: { params, body: body(TaskResult) },
  responses: {
    200: view('taken; the same result again is answered the same'),
    ...problems(true, ...ANY, 'result_invalid', 'dispatch_not_current', 'protocol_out_of_order'),
  },
})

export const sendVerdict = row({
  operationId: 'sendVerdict',
  method: 'post',
  path: '/api/tasks/{task_id}/verdict',
  summary: 'Judge a result; every issue names a criterion and an entry of the work log',
  tags: ['protocol'],
  'x-access': 'admin',
  'x-task-scopes': reviewer,
  request: { params, body: body(ReviewVerdict) },
  responses: {
    200: view('taken; the same verdict again is answered the same'),
    ...problems(true, ...ANY, 'verdict_invalid', 'dispatch_not_current', 'protocol_out_of_order'),
  },
})

export const withdrawDispatch = row({
  operationId: 'withdrawDispatch',
  method: 'post',
  path: '/api/tasks/{task_id}/withdraw',
  summary: 'End the open round, and the agents that work on it',
  tags: ['protocol'],
  'x-access': 'coordinator',
  request: { params, body: body(WithdrawRequest) },
  responses: {
    200: view('the round is over'),
    ...problems(true, ...ANY, 'dispatch_not_current', 'protocol_out_of_order'),
  },
})

export const unlockTask = row({
  operationId: 'unlockTask',
  method: 'post',
  path: '/api/tasks/{task_id}/unlock',
  summary: 'Open a task again that went through too many rounds',
  tags: ['protocol'],
  'x-access': 'admin',
  request: { params, headers: IfMatch, body: body(UnlockRequest) },
  responses: {
    200: view('open for as many rounds again'),
    ...problems(true, ...ANY, 'precondition_required', 'protocol_out_of_order'),
  },
})
