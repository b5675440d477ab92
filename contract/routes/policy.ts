import { PolicySimulation, PolicyText, PolicyView, SavePolicy } from '../policy.ts'
import { body, json, problems } from './responses.ts'
import { row } from './row.ts'

export const getPolicy = row({
  operationId: 'getPolicy',
  method: 'get',
  path: '/api/policy',
  summary: 'The policy in force, and what is wrong with its file',
  tags: ['policy'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(PolicyView, 'the policy'), ...problems(true) },
})

export const simulatePolicy = row({
  operationId: 'simulatePolicy',
  method: 'post',
  path: '/api/policy/simulate',
  summary: 'Which recorded calls would be decided otherwise under a changed policy',
  tags: ['policy'],
  'x-access': 'observer',
  request: { body: body(PolicyText) },
  responses: {
    200: json(PolicySimulation, 'nothing is changed by asking'),
    ...problems(true, 'payload_not_json', 'payload_too_large', 'unsupported_media_type'),
  },
})

export const savePolicy = row({
  operationId: 'savePolicy',
  method: 'put',
  path: '/api/policy',
  summary: 'Put a changed policy in force',
  tags: ['policy'],
  'x-access': 'admin',
  request: { body: body(SavePolicy) },
  responses: {
    200: json(PolicyView, 'in force'),
    ...problems(
      true,
      'policy_changed',
      'policy_invalid',
      'precondition_required',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
      'storage_failed',
    ),
  },
})
