import { expect, test } from 'vitest'
import type { AgentLogLine } from '../../../contract/agent.ts'
import { further, logFrom, MOST_LINES, withPage, withPushed } from '../../../renderer/features/agents/log-lines.ts'

const line = (text: string): AgentLogLine => ({ at: '2026-01-31T12:00:00.000Z', stream: 'stdout', text })
const bytes = (...lines: AgentLogLine[]) =>
  lines.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)) + 1, 0)
const ONE = line('one')
const log = withPage(logFrom(0), { lines: [ONE], next: bytes(ONE), ended: false })

test('what is pushed right after what is known is added', () => {
  const two = line('zwö\n')
  expect(withPushed(log, [two], log.next + bytes(two))).toMatchObject({
    lines: [ONE, two],
    next: log.next + bytes(two),
  })
})

test('what is known already is not added again', () => {
  expect(withPushed(log, [ONE], log.next)).toBe(log)
})

test('with a gap before what is pushed, the log is to be read', () => {
  const three = line('three')
  expect(withPushed(log, [three], log.next + 40 + bytes(three))).toBeNull()
  expect(withPushed(log, [], log.next + 100_000)).toBeNull()
})

test('a reading that what was pushed has overtaken is not put back', () => {
  const two = line('two')
  const pushed = withPushed(log, [two], log.next + bytes(two))
  expect(further(log, pushed ?? undefined)).toBe(pushed)
  expect(further(log, undefined)).toBe(log)
  expect(further(log, { ...log, from: 7, next: 900 })).toBe(log)
})

test('a long log is begun near its end, and old lines make room', () => {
  expect(logFrom(10 * 1024 * 1024)).toMatchObject({ from: 8 * 1024 * 1024, next: 8 * 1024 * 1024 })
  const many = Array.from({ length: MOST_LINES + 5 }, (_, n) => line(String(n)))
  const full = withPage(logFrom(0), { lines: many, next: 1, ended: false })
  expect(full.lines).toHaveLength(MOST_LINES)
  expect(full.dropped).toBe(5)
  expect(full.lines[0]?.text).toBe('5')
})
