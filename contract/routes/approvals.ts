import * as z from 'zod'
import {
  Approval,
  ApprovalPage,
  ApprovalQuery,
  ApproveApproval,
  DecideApprovals,
  DecidedApprovals,
  DenyApproval,
} from '../approval.ts'
import { Inbox } from '../inbox.ts'
import { body, json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'

const params = z.strictObject({ approval_id: z.string().max(40) })

export const inbox = row({
  operationId: 'inbox',
  method: 'get',
  path: '/api/inbox',
  summary: 'Everything that waits for a decision',
  tags: ['approvals'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(Inbox, 'ranked; parts that cannot be asked say so'), ...problems(true) },
})

export const listApprovals = row({
  operationId: 'listApprovals',
  method: 'get',
  path: '/api/approvals',
  summary: 'Approvals, newest first, all that there ever were',
  tags: ['approvals'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('query.task_id'),
  request: { query: ApprovalQuery },
  responses: { 200: json(ApprovalPage, 'a page'), ...problems(true, 'cursor_invalid') },
})

export const getApproval = row({
  operationId: 'getApproval',
  method: 'get',
  path: '/api/approvals/{approval_id}',
  summary: 'One approval with the exact bytes that it is about',
  tags: ['approvals'],
  'x-access': 'observer',
  request: { params },
  responses: { 200: json(Approval, 'the approval'), ...problems(true, 'approval_not_found') },
})

const decided = {
  200: json(Approval, 'the approval as it now stands'),
  ...problems(
    true,
    'approval_not_found',
    'approval_changed',
    'approval_not_pending',
    'approval_second_person',
    'payload_not_json',
    'payload_too_large',
    'unsupported_media_type',
  ),
}

export const approveApproval = row({
  operationId: 'approveApproval',
  method: 'post',
  path: '/api/approvals/{approval_id}/approve',
  summary: 'Countersign the call whose subject has this sha256',
  tags: ['approvals'],
  'x-access': 'admin',
  request: { params, body: body(ApproveApproval) },
  responses: decided,
})

export const denyApproval = row({
  operationId: 'denyApproval',
  method: 'post',
  path: '/api/approvals/{approval_id}/deny',
  summary: 'Refuse the call, with a reason that its agent is told',
  tags: ['approvals'],
  'x-access': 'admin',
  request: { params, body: body(DenyApproval) },
  responses: decided,
})

export const decideApprovals = row({
  operationId: 'decideApprovals',
  method: 'post',
  path: '/api/approvals/decide',
  summary: 'Decide several approvals of one and the same action',
  tags: ['approvals'],
  'x-access': 'admin',
  request: { body: body(DecideApprovals) },
  responses: {
    200: json(DecidedApprovals, 'each is decided by itself; refused says which were not, and why'),
    ...problems(true, 'approvals_differ', 'payload_not_json', 'payload_too_large', 'unsupported_media_type'),
  },
})
