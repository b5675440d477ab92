import * as z from 'zod'
import { AnchorList, ChainState, ProofExport } from '../audit-chain.ts'
import { AuditPage, AuditQuery, AuditTrail } from '../audit-event.ts'
import { CorrelationId, TaskId } from '../ids.ts'
import { json, problems } from './responses.ts'
import { row } from './row.ts'

export const queryAudit = row({
  operationId: 'queryAudit',
  method: 'get',
  path: '/api/audit',
  summary: 'Audit lines, oldest first; without since and cursor the latest',
  tags: ['audit'],
  'x-access': 'observer',
  request: { query: AuditQuery },
  responses: {
    200: json(AuditPage, 'a page; pass a cursor on unchanged, with the same filters'),
    ...problems(true, 'cursor_invalid'),
  },
})

export const auditChain = row({
  operationId: 'auditChain',
  method: 'get',
  path: '/api/audit/chain',
  summary: 'What is known of the chain, since when, and where its head is anchored',
  tags: ['audit'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(ChainState, 'the state at this moment'), ...problems(true) },
})

export const verifyAudit = row({
  operationId: 'verifyAudit',
  method: 'post',
  path: '/api/audit/verify',
  summary: 'Check the whole chain now; answers at once, GET /api/audit/chain tells how far it is',
  tags: ['audit'],
  'x-access': 'admin',
  request: {},
  responses: { 202: json(ChainState, 'a check runs; one that ran already is not begun anew'), ...problems(true) },
})

export const anchorAudit = row({
  operationId: 'anchorAudit',
  method: 'post',
  path: '/api/audit/anchor',
  summary: 'Check the whole chain and deposit its signed head at every configured place now',
  tags: ['audit'],
  'x-access': 'admin',
  request: {},
  responses: {
    200: json(AnchorList, 'what came of each place; empty when none is configured'),
    ...problems(true, 'proof_not_possible'),
  },
})

const AuditTrailQuery = z.strictObject({
  requests: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true: lines of type request_served too, one for every answered request' }),
})

export const auditTrail = row({
  operationId: 'auditTrail',
  method: 'get',
  path: '/api/audit/{correlation_id}',
  summary: 'Everything that one correlation id leads to, as lines and as a graph',
  tags: ['audit'],
  'x-access': 'observer',
  request: { params: z.strictObject({ correlation_id: CorrelationId }), query: AuditTrailQuery },
  responses: {
    200: json(AuditTrail, 'the newest 10,000 lines, oldest first, and what they tell of'),
    ...problems(true, 'correlation_not_found'),
  },
})

export const exportProof = row({
  operationId: 'exportProof',
  method: 'post',
  path: '/api/audit/{correlation_id}/proof',
  summary: 'Write a proof folder about one correlation id, which anyone can verify with Node alone',
  tags: ['audit'],
  'x-access': 'admin',
  request: { params: z.strictObject({ correlation_id: CorrelationId }) },
  responses: {
    201: json(ProofExport, 'the folder'),
    ...problems(true, 'correlation_not_found', 'proof_not_possible', 'storage_failed'),
  },
})

export const exportTaskProof = row({
  operationId: 'exportTaskProof',
  method: 'post',
  path: '/api/tasks/{task_id}/proof',
  summary: 'Write a proof folder about one task, which anyone can verify with Node alone',
  tags: ['audit'],
  'x-access': 'admin',
  request: { params: z.strictObject({ task_id: TaskId }) },
  responses: {
    201: json(ProofExport, 'the folder'),
    ...problems(true, 'task_not_found', 'proof_not_possible', 'storage_failed'),
  },
})
