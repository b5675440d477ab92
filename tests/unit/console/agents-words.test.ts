import { expect, test } from 'vitest'
import { AgentSettings } from '../../../contract/agent.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import { governanceRoute } from '../../../renderer/app/governance-route.ts'
import { formatRoute, parseRoute } from '../../../renderer/app/route.ts'
import { limitWords, spentWords } from '../../../renderer/features/agents/run-words.ts'
import { metersOf } from '../../../renderer/features/agents/usage.ts'
import { draftOf, readDraft } from '../../../renderer/features/schema-form/form-draft.ts'
import { formField } from '../../../renderer/features/schema-form/form-field.ts'
import { agentSchema, protocolSchema, saidOnly } from '../../../renderer/features/settings/agent-schema.ts'
import { stagedAgent, stagedAgentRun } from '../../e2e/support/staged-agents.ts'

test('the board and one run have addresses, and what is no run leads to the board', () => {
  for (const hash of ['#/agents', '#/agents/runs/9f2c4e1ab03d']) expect(formatRoute(parseRoute(hash))).toBe(hash)
  expect(governanceRoute('/agents/runs/..%2Fx', new URLSearchParams())).toEqual({ page: 'agents', run: null })
})

test('what was used is held against its limit; what has none is only counted', () => {
  const run = stagedAgentRun(1, { started_at: new Date(0).toISOString() })
  const meters = metersOf({ ...run, limits: { ...run.limits, turns: null } }, 900_000)
  expect(meters.map(({ name, used, limit, fraction }) => [name, used, limit, fraction])).toEqual([
    ['Time', '15 min', '30 min', 0.5],
    ['Turns', '7', null, null],
    ['Tokens', '42,000', '2,000,000', 0.021],
    ['Log', '0 bytes', '67 MB', 0],
  ])
})

test('a cost that nobody tells is not called nothing', () => {
  const run = stagedAgentRun(1, {})
  const limits = { ...run.limits, cost_usd: 2 }
  expect(metersOf({ ...run, limits }, 0).find(({ name }) => name === 'Cost')).toMatchObject({
    ...{ used: 'it does not say', limit: '2.00 USD', fraction: null },
  })
})

test('a run that is over does not go on using time', () => {
  const run = stagedAgentRun(1, { started_at: new Date(0).toISOString(), ended_at: new Date(60_000).toISOString() })
  expect(metersOf(run, 9e9)[0]).toMatchObject({ used: '1 min' })
})

test('limits and what was spent are said in words', () => {
  const { limits, spent } = stagedAgent('codex', {})
  expect(limitWords(limits)).toBe('30 min, 50 turns, 2,000,000 tokens, 67 MB of output')
  expect(spentWords(spent)).toBe('1,204 turns, 88,120 tokens, 0.84 USD')
  expect(spentWords({ turns: 0, input_tokens: 0, output_tokens: 0, cost_usd: null })).toBe('nothing yet')
})

test.each([
  { kind: 'script', command: ['node', 'agent.mjs'], workspace: { kind: 'git', path: '/src/app' } },
  { kind: 'codex', roles: ['executor', 'reviewer'], limits: { turns: null, cost_usd: 2 } },
  { kind: 'openclaw', mode: 'gateway', gateway_url: 'ws://127.0.0.1:1', secrets: ['OPENAI_API_KEY'] },
])('the form of an agent shows what was written, and hands back the same: $kind', (written) => {
  const schema = agentSchema()
  const kept = AgentSettings.parse(written) as JsonObject
  const said = saidOnly(kept, schema) as JsonObject
  expect(AgentSettings.parse(said)).toEqual(kept)
  expect(said).toEqual(written)
  const field = formField(schema)
  const read = readDraft(field, draftOf(field, said), true, '')
  expect(read).toMatchObject({ ok: true })
  expect(AgentSettings.parse(read.ok ? read.value : null)).toEqual(kept)
})

test('the form of the protocol knows its members without a reference', () => {
  expect(JSON.stringify([protocolSchema(), agentSchema()])).not.toContain('$ref')
  expect(formField(protocolSchema())).toMatchObject({ kind: 'group' })
})

test('an agent of which only the kind is known opens the form of that kind, with what it lacks empty', () => {
  const field = formField(agentSchema())
  expect(draftOf(field, { kind: 'script' })).toMatchObject({ variant: 0 })
  expect(draftOf(field, { kind: 'openclaw' })).toMatchObject({ variant: 2 })
  expect(readDraft(field, draftOf(field, { kind: 'script' }), true, '')).toMatchObject({
    faults: [{ path: 'command', words: 'at least 1 needed' }],
  })
})
