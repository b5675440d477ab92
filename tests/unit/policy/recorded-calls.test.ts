import { describe, expect, it } from 'vitest'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { AuditPages } from '../../../main/core/audit/audit-pages.ts'
import { decisionFacts } from '../../../main/core/policy/decision-facts.ts'
import { createRecordedCalls } from '../../../main/core/policy/recorded-calls-of-log.ts'
import { inputOf, inSeconds } from './decision-inputs.ts'

/** A log of decisions: of each line, oldest first, its type and whether it says what the decision was based on. */
function logOf(lines: readonly { type: AuditEventType; facts: boolean }[]): { pages: AuditPages; read: () => number } {
  const input = inputOf()
  const { tool, side_effect_level, task_id, correlation_id } = input.call
  const events = lines.map(({ type, facts }, i) => {
    const run = { call_id: `call-${(i + 1).toString(16).padStart(16, '0')}`, started_at: inSeconds(-60) }
    const data = { run: { ...run, tool, side_effect_level, task_id, correlation_id } }
    return { seq: i + 1, type, data: facts ? { ...data, facts: decisionFacts(input) } : data } as unknown as AuditEvent
  })
  let read = 0
  const pages: AuditPages = {
    page: ({ type }, { from }, limit) => {
      const found = events.filter((event) => event.type === type && (from === null || event.seq < from))
      const last = found.slice(-limit)
      read += last.length
      return { events: last, older: found.length > last.length, newer: from !== null }
    },
  }
  return { pages, read: () => read }
}

const mixed = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    type: (i % 3 === 0 ? 'tool_call_intended' : 'policy_denied') as AuditEventType,
    facts: true,
  }))
const places = (calls: readonly { call_id: string }[]): number[] =>
  calls.map(({ call_id }) => Number.parseInt(call_id.slice('call-'.length), 16))

describe('the calls that the log tells of', () => {
  it('come newest first, refused and begun ones in one order', () => {
    const { pages } = logOf(mixed(160))
    const all = [...createRecordedCalls(pages).latest(5000)].flat()
    expect(places(all)).toEqual(Array.from({ length: 160 }, (_, i) => 160 - i))
  })

  it('are as many as were asked for, the newest', () => {
    const { pages } = logOf(mixed(160))
    expect(places([...createRecordedCalls(pages).latest(3)].flat())).toEqual([160, 159, 158])
  })

  it('are read part by part, and none before it is asked for', () => {
    const { pages, read } = logOf(mixed(1000))
    const parts = createRecordedCalls(pages).latest(5000)[Symbol.iterator]()
    expect(read()).toBe(0)
    expect(parts.next().value).toHaveLength(50)
    expect(read()).toBeLessThanOrEqual(150)
  })

  it('are left out when their line does not say what they were decided on, and nothing behind them is', () => {
    const lines = mixed(120).map((line, i) => ({ ...line, facts: i < 2 }))
    expect(places([...createRecordedCalls(logOf(lines).pages).latest(5000)].flat())).toEqual([2, 1])
  })

  it('are none in an empty log', () => {
    expect([...createRecordedCalls(logOf([]).pages).latest(5000)].flat()).toEqual([])
  })
})
