import { Health, SystemInfo } from '../system.ts'
import { json, problems } from './responses.ts'
import { row } from './row.ts'

export const health = row({
  operationId: 'health',
  method: 'get',
  path: '/health',
  summary: 'Alive and able to answer; no token needed',
  tags: ['system'],
  'x-access': 'public',
  request: {},
  responses: { 200: json(Health, 'alive'), ...problems(false, 'shutting_down') },
})

export const systemInfo = row({
  operationId: 'systemInfo',
  method: 'get',
  path: '/system/info',
  summary: 'What runs here, where its data is, which sources are on, how far the log is',
  tags: ['system'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(SystemInfo, 'the state now'), ...problems(true) },
})

export const openapi = row({
  operationId: 'openapi',
  method: 'get',
  path: '/openapi.yaml',
  summary: 'This contract',
  tags: ['system'],
  'x-access': 'public',
  request: {},
  responses: {
    200: { description: 'OpenAPI 3.1', content: { 'application/yaml': { schema: { type: 'string' } } } },
    ...problems(false),
  },
})
