import * as z from 'zod'
import { AuditPage, AuditQuery, AuditTrail } from '../audit-event.ts'
import { CorrelationId } from '../ids.ts'
import { json, problems } from './responses.ts'
import { row } from './row.ts'

export const queryAudit = row({
  operationId: 'queryAudit',
  method: 'get',
  path: '/api/audit',
  summary: 'Audit lines, oldest first; without since the latest',
  tags: ['audit'],
  'x-access': 'observer',
  request: { query: AuditQuery },
  responses: { 200: json(AuditPage, 'a page; pass next_since on as since for the next'), ...problems(true) },
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
  summary: 'Everything that one correlation id leads to',
  tags: ['audit'],
  'x-access': 'observer',
  request: { params: z.strictObject({ correlation_id: CorrelationId }), query: AuditTrailQuery },
  responses: {
    200: json(AuditTrail, 'the newest 10,000 lines, oldest first'),
    ...problems(true, 'correlation_not_found'),
  },
})
