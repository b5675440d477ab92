import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PushedEventName } from '../../../contract/events.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import { SideEffectLevel } from '../../../contract/tool.ts'
import { AGENT, callOf, openGate, PUBLISH, person, refusalOf } from '../../support/gate-world.ts'

const anyArgs: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant(PUBLISH),
  fc.record({
    title: fc.string({ maxLength: 250 }),
    body: fc.string(),
    target: fc.constantFrom('blog', 'social', 'moon'),
  }),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
)
const anyCall = fc.record({
  tool: fc.constantFrom('file.publish_dry_run', 'file.publish_dry_run', 'no.such_tool'),
  args: anyArgs,
  level: fc.constantFrom('external_publish' as const, ...SideEffectLevel.options),
  task: fc.constantFrom('t1', 't1', 't1', 'nobody'),
  correlation: fc.constantFrom('c1', 'c1', 'c1', 'another'),
  key: fc.integer({ min: 0, max: 99 }).map((n) => `key-0000${String(n).padStart(4, '0')}`),
})
const anyPolicy = fc.constantFrom(
  { version: 1, rules: [] },
  { version: 1, rules: [{ id: 'all', match: {}, effect: 'allow' }] },
  { version: 1, rules: [{ id: 'publish', match: { tools: ['file.*'] }, effect: 'allow' }] },
  { version: 1, rules: [{ id: 'ask', match: {}, effect: 'ask', approvals: 2 }] },
  { version: 1, rules: [{ id: 'no', match: {}, effect: 'deny' }] },
)

describe('a publishing tool that nobody approved', () => {
  it('never runs, whatever the call, the task and the policy look like, and each attempt leaves its line', async () => {
    let attempts = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCall, { maxLength: 10 }),
        anyPolicy,
        fc.boolean(),
        async (calls, policy, allowed) => {
          const gate = await openGate()
          gate.setPolicy(policy)
          if (!allowed) await gate.changeTask({ allow_external_publish: false })
          for (const call of calls) {
            const refused = await refusalOf(gate.tools.execute(AGENT, callOf(call)))
            expect(refused.code).toBe('policy_denied')
            expect(typeof refused.extras['code']).toBe('string')
          }
          const types = gate.log.types()
          expect(types.filter((type) => type === 'policy_denied')).toHaveLength(calls.length)
          expect(types).not.toContain('tool_call_intended')
          expect(gate.evidence.kept.size).toBe(0)
          attempts += calls.length
        },
      ),
      { numRuns: 400 },
    )
    expect(attempts).toBeGreaterThan(1000)
  })
})

describe('clients of the console', () => {
  it('are told of every step of an approval and of a call, in the order of the log', async () => {
    const gate = await openGate()
    const told: [PushedEventName, number][] = []
    gate.hub.observe((name, payload) => {
      told.push([name, payload.seq])
    })
    const { extras } = await refusalOf(gate.tools.execute(AGENT, callOf({})))
    const { approval_id, subject_sha256 } = gate.approvals.get(String(extras['approval_id']))
    await gate.approvals.decide(person('anna'), approval_id, { decision: 'approve', subject_sha256 })
    await gate.tools.execute(AGENT, callOf({}))
    expect(told).toEqual(gate.log.events.map(({ type, seq }) => [type, seq]))
    expect(told).toHaveLength(6)
  })
})
