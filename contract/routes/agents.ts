import { z } from '@hono/zod-openapi'
import { AgentList, AgentLogPage, AgentRun, AgentRunPage, AgentRunQuery, StopAgentRun } from '../agent.ts'
import { body, json, problems } from './responses.ts'
import { row } from './row.ts'

const params = z.strictObject({ run_id: AgentRun.shape.run_id })

export const listAgents = row({
  operationId: 'listAgents',
  method: 'get',
  path: '/api/agents',
  summary: 'Agents that are set up here',
  tags: ['agents'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(AgentList, 'by name'), ...problems(true) },
})

export const listAgentRuns = row({
  operationId: 'listAgentRuns',
  method: 'get',
  path: '/api/agent-runs',
  summary: 'Runs of agents, newest first',
  tags: ['agents'],
  'x-access': 'observer',
  request: { query: AgentRunQuery },
  responses: { 200: json(AgentRunPage, 'a page'), ...problems(true, 'cursor_invalid') },
})

export const getAgentRun = row({
  operationId: 'getAgentRun',
  method: 'get',
  path: '/api/agent-runs/{run_id}',
  summary: 'One run of an agent',
  tags: ['agents'],
  'x-access': 'observer',
  request: { params },
  responses: { 200: json(AgentRun, 'as it stands'), ...problems(true, 'agent_run_not_found') },
})

export const readAgentLog = row({
  operationId: 'readAgentLog',
  method: 'get',
  path: '/api/agent-runs/{run_id}/log',
  summary: 'What an agent said, from a place on',
  tags: ['agents'],
  'x-access': 'observer',
  request: { params, query: z.strictObject({ from: z.coerce.number().int().min(0).default(0) }) },
  responses: { 200: json(AgentLogPage, 'lines'), ...problems(true, 'agent_run_not_found', 'storage_failed') },
})

export const stopAgentRun = row({
  operationId: 'stopAgentRun',
  method: 'post',
  path: '/api/agent-runs/{run_id}/stop',
  summary: 'End a running agent, with every process that it started',
  tags: ['agents'],
  'x-access': 'coordinator',
  request: { params, body: body(StopAgentRun) },
  responses: {
    202: json(z.strictObject({ run_id: z.string() }), 'it is being ended'),
    ...problems(
      true,
      'agent_run_not_found',
      'agent_run_not_running',
      'payload_not_json',
      'payload_too_deep',
      'payload_too_large',
      'unsupported_media_type',
    ),
  },
})
