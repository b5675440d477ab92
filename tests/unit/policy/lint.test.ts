import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LintFinding, PolicyRule } from '../../../contract/policy.ts'
import { decide } from '../../../main/core/policy/decide.ts'
import { lint } from '../../../main/core/policy/lint.ts'
import type { DecisionInput } from '../../../main/core/policy/policy-decision.ts'
import { policyOf } from './decision-inputs.ts'
import { inputs, policies, TOOLS } from './policy-arbitraries.ts'

const kinds = (...rules: Partial<PolicyRule>[]): string[] =>
  lint(policyOf(rules), TOOLS).map(({ kind, rule, by }) => [kind, rule, ...(by === null ? [] : [by])].join(' '))

const READ: Partial<PolicyRule> = { match: { levels: ['read_only'] }, effect: 'allow' }

describe('lint', () => {
  it('finds nothing in a policy that is in order', () => {
    const asks: Partial<PolicyRule> = { match: { tools: ['file.*', 'chat.send'] }, effect: 'ask' }
    expect(kinds(READ, asks, { effect: 'deny' })).toEqual([])
  })

  it.each<[string, Partial<PolicyRule>[], string[]]>([
    ['a tool that does not exist', [{ match: { tools: ['gone.*'] }, effect: 'ask' }], ['dead r0']],
    [
      'a tool that is never so mild',
      [{ match: { tools: ['chat.*'], levels: ['local_write'] }, effect: 'ask' }],
      ['dead r0'],
    ],
    [
      'one unknown tool among others',
      [{ match: { tools: ['gone.now', 'time.now'] }, effect: 'ask' }],
      ['unknown_tool r0'],
    ],
    ['a rule behind the same rule', [READ, READ], ['shadowed r1 r0']],
    [
      'a rule behind a wider pattern',
      [
        { match: { tools: ['file.*'] }, effect: 'ask' },
        { match: { tools: ['file.write'] }, effect: 'deny' },
      ],
      ['shadowed r1 r0'],
    ],
    [
      'a wider pattern behind all tools that it fits',
      [
        { match: { tools: ['file.write', 'file.publish_dry_run'] }, effect: 'ask' },
        { match: { tools: ['file.*'] }, effect: 'deny' },
      ],
      ['shadowed r1 r0'],
    ],
    [
      'a rule behind several that cover it together',
      [
        { match: { task_approved: true, tools: ['file.*'] }, effect: 'ask' },
        { match: { task_approved: false, tools: ['file.*'] }, effect: 'deny' },
        { match: { tools: ['file.write'] }, effect: 'ask' },
      ],
      ['shadowed r2'],
    ],
    [
      'a rule for two actors behind one for each',
      [
        { match: { actors: ['a'] }, effect: 'ask' },
        { match: { actors: ['b'] }, effect: 'deny' },
        { match: { actors: ['a', 'b'], tools: ['time.now'] }, effect: 'ask' },
      ],
      ['shadowed r2'],
    ],
    ['everything allowed', [{ effect: 'allow' }], ['over_broad r0', 'contradicts_hard_denial r0']],
    [
      'every tool allowed to write',
      [{ match: { tools: ['*'], levels: ['local_write'] }, effect: 'allow' }],
      ['over_broad r0'],
    ],
    [
      'publishing allowed by a level',
      [{ match: { tools: ['file.write'], levels: ['external_publish'] }, effect: 'allow' }],
      ['contradicts_hard_denial r0'],
    ],
    [
      'publishing allowed by the tool',
      [{ match: { tools: ['file.*'] }, effect: 'allow' }],
      ['contradicts_hard_denial r0'],
    ],
    [
      'two rules of one name',
      [
        { ...READ, id: 'one' },
        { id: 'one', match: { tools: ['file.write'] }, effect: 'ask' },
      ],
      ['duplicate_id one one'],
    ],
  ])('finds %s', (_what, rules, found) => {
    expect(kinds(...rules)).toEqual(found)
  })

  it.each<[string, Partial<PolicyRule>[]]>([
    [
      'a narrower rule first',
      [
        { match: { tools: ['file.write'] }, effect: 'deny' },
        { match: { tools: ['file.*'] }, effect: 'ask' },
      ],
    ],
    [
      'an earlier rule for one actor only',
      [
        { match: { actors: ['a'] }, effect: 'deny' },
        { match: { tools: ['file.write'] }, effect: 'ask' },
      ],
    ],
    [
      'earlier rules that leave a gap',
      [
        { match: { sources: ['api', 'github'] }, effect: 'deny' },
        { match: { sources: ['telegram', 'xcode'] }, effect: 'deny' },
        { match: { tools: ['file.write'] }, effect: 'ask' },
      ],
    ],
    ['a mild tool allowed by its name', [{ match: { tools: ['file.write'] }, effect: 'allow' }]],
  ])('does not object to %s', (_what, rules) => {
    expect(kinds(...rules)).toEqual([])
  })

  it('a rule that is called dead or shadowed decides none of 1,000 calls, under any of 300 policies', () => {
    const calls = fc.sample(inputs, { numRuns: 1000, seed: 7 })
    let judged = 0
    fc.assert(
      fc.property(policies, (drawn) => {
        // Names of their own, so that a decision tells which rule it was.
        const policy = { ...drawn, rules: drawn.rules.map((rule, i) => ({ ...rule, id: `r${i}` })) }
        const idle = new Set(
          lint(policy, TOOLS)
            .filter(isIdle)
            .map(({ rule }) => rule),
        )
        judged += idle.size
        const deciding = calls.map((input) => decide(knownTool({ ...input, policy })).rule)
        expect(deciding.filter((rule) => rule !== null && idle.has(rule))).toEqual([])
      }),
      { numRuns: 300 },
    )
    expect(judged).toBeGreaterThan(100)
  })

  it('a policy made to be slow is done with in time', () => {
    const actors = Array.from({ length: 100 }, (_, i) => `agent-${i}`)
    const rules = Array.from({ length: 500 }, (_, i) => ({
      match: {
        actors: actors.slice(i % 50, 50 + (i % 50)),
        tools: ['file.*'],
        sources: i % 2 === 0 ? ['api'] : ['github'],
      },
      effect: 'ask',
    }))
    expect(lint(policyOf(rules as Partial<PolicyRule>[]), TOOLS).length).toBeGreaterThan(0)
  }, 10_000)
})

const isIdle = ({ kind }: LintFinding): boolean => kind === 'dead' || kind === 'shadowed'

/** Lint speaks of the tools as they are. */
function knownTool(input: DecisionInput): DecisionInput {
  const tool = TOOLS.find((one) => one.tool === input.call.tool)
  return { ...input, tool_level: tool?.side_effect_level ?? null }
}
