import { describe, expect, it } from 'vitest'
import type { Policy } from '../../../contract/policy.ts'
import { builtInPolicy } from '../../../main/core/policy/built-in-policy.ts'
import { decisionFacts } from '../../../main/core/policy/decision-facts.ts'
import type { DecisionInput } from '../../../main/core/policy/policy-decision.ts'
import type { RecordedCall } from '../../../main/core/policy/recorded-calls.ts'
import { type Simulated, simulate as simulateInParts } from '../../../main/core/policy/simulate.ts'
import { inputOf, inSeconds, policyOf, publishCall, taskOf } from './decision-inputs.ts'

function recorded(call_id: string, changed: Partial<DecisionInput> = {}): RecordedCall {
  const input = inputOf(changed)
  const { tool, side_effect_level, task_id, correlation_id } = input.call
  return { call_id, at: inSeconds(-60), tool, side_effect_level, task_id, correlation_id, facts: decisionFacts(input) }
}

const simulate = (calls: readonly RecordedCall[], before: Policy, after: Policy): Promise<Simulated> =>
  simulateInParts([calls], before, after, () => Promise.resolve())

const WRITE = {
  call: publishCall({ tool: 'file.write' as never, side_effect_level: 'local_write' }),
  tool_level: 'local_write',
} as const

describe('a changed policy over recorded calls', () => {
  it('tells which decisions would be others, with both reasons', async () => {
    const after = policyOf([{ match: { levels: ['local_write'] }, effect: 'allow' }, { effect: 'ask' }])
    const found = await simulate([recorded('publish'), recorded('write', WRITE)], builtInPolicy(), after)
    expect(found).toEqual({
      calls: 2,
      more: 0,
      changes: [
        {
          ...{
            call_id: 'write',
            at: inSeconds(-60),
            tool: 'file.write',
            side_effect_level: 'local_write',
            task_id: 't1',
          },
          before: {
            ...{ effect: 'ask', rule: 'effects' },
            reason: 'It needs an approval, given and used within 3600 s each.',
          },
          after: { effect: 'allow', rule: 'r0', reason: 'It runs without an approval.' },
        },
      ],
    })
  })

  it('counts other terms of an approval as a change, and another name of the rule as none', async () => {
    const renamed = policyOf([{ effect: 'ask' }])
    expect((await simulate([recorded('a')], builtInPolicy(), renamed)).changes).toEqual([])
    const twoPeople = policyOf([{ effect: 'ask', approvals: 2, cool_off_seconds: 60 }])
    expect((await simulate([recorded('a')], builtInPolicy(), twoPeople)).changes).toMatchObject([
      {
        after: {
          reason: 'It needs approvals of two people, given and used within 900 s each, usable 60 s after it was given.',
        },
      },
    ])
  })

  it('uses the facts of then: who called, and what the task and the tool were', async () => {
    const byActor = policyOf([{ match: { actors: ['agent'], sources: ['github'] }, effect: 'ask' }])
    const task = taskOf({ source: 'github' })
    const calls = [
      recorded('same', { task }),
      recorded('other', { task, actor: { ...inputOf().actor, sub: 'agent-2' } }),
    ]
    expect((await simulate(calls, builtInPolicy(), byActor)).changes.map(({ call_id }) => call_id)).toEqual(['other'])
  })

  it('a hard denial stays one under every policy', async () => {
    const calls = [
      recorded('a', { tool_level: null }),
      recorded('b', { task: null }),
      recorded('c', { args_problem: 'x' }),
    ]
    expect((await simulate(calls, builtInPolicy(), policyOf([{ effect: 'allow' }]))).changes).toEqual([])
  })

  it('gives 500 changes and counts the rest', async () => {
    const calls = Array.from({ length: 620 }, (_, i) => recorded(`call-${i}`))
    const { changes, more } = await simulate(calls, builtInPolicy(), policyOf([]))
    expect([changes.length, more]).toEqual([500, 120])
  })

  it('reads no further part before the others have had their turn', async () => {
    let read = 0
    function* parts() {
      for (const id of ['a', 'b', 'c']) {
        read += 1
        yield [recorded(id)]
      }
    }
    const seen: number[] = []
    const nextTurn = async (): Promise<void> => void seen.push(read)
    const { calls, changes } = await simulateInParts(parts(), builtInPolicy(), policyOf([]), nextTurn)
    expect([seen, calls, changes.map(({ call_id }) => call_id)]).toEqual([[1, 2, 3], 3, ['a', 'b', 'c']])
  })
})
