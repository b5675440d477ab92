import { describe, expect, it } from 'vitest'
import { type GateFacts, judgeGate } from '../../../scripts/verify/judge-gate.ts'

const shape = (name: string, sent: number, denied: number) => ({ shape: name, sent, denied, codes: {} })

const GOOD: GateFacts = {
  shapes: [shape('never_asked', 600, 600), shape('expired', 400, 400)],
  told: ['call-1', 'call-2'],
  recorded: ['call-2', 'call-1'],
  ran: 7,
  allowed: 7,
  leastCalls: 1000,
}

describe('judging the gate', () => {
  it('finds nothing wrong when every call was denied and recorded', () => {
    const { wrong, metrics } = judgeGate(GOOD)
    expect(wrong).toEqual([])
    expect(metrics).toMatchObject({ policy_denied_rate: 1, unapproved_calls: 1000, policy_denied_events_written: 2 })
  })

  it.each<[string, Partial<GateFacts>, RegExp]>([
    ['one call got through', { shapes: [shape('expired', 1000, 999)] }, /1 of 1000 calls of the shape expired/],
    ['too few were sent', { shapes: [shape('expired', 999, 999)] }, /999 unapproved calls were sent/],
    ['a shape was not tried', { shapes: [...GOOD.shapes, shape('pending', 0, 0)] }, /no call of the shape pending/],
    ['a denial is not in the log', { recorded: ['call-1', 'call-3'] }, /1 denials have no audit line/],
    ['there are more lines than denials', { recorded: ['call-1', 'call-2', 'call-3'] }, /3 audit lines/],
    ['something ran that was not allowed', { ran: 8 }, /8 tool calls began, and 7 were allowed/],
  ])('says so when %s', (_what, change, words) => {
    expect(judgeGate({ ...GOOD, ...change }).wrong.join()).toMatch(words)
  })
})
