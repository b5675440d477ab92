import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeTask,
  MAX_TASK_FILE_DEPTH,
  MAX_TASK_FILE_LENGTH,
  parseTaskFile,
} from '../../../main/core/tasks/task-file.ts'

/** What the seeds require of a file that another program writes. */
const MINIMAL = {
  task_id: 'a1b2c3d4e5f6',
  source: 'telegram',
  chat_id: 42,
  message_id: 7,
  request_text: 'Post the release notes',
  created_at: '2026-01-31T09:30:00Z',
  correlation_id: 'a1b2c3d4e5f6',
  status: 'pending',
}
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const reasonOf = (value: unknown, id = 'a1b2c3d4e5f6'): string => {
  const parsed = parseTaskFile(id, value === null ? null : text(value))
  return parsed.ok ? 'valid' : parsed.reason
}

describe('a task file', () => {
  it('needs only what the seeds require; the rest is filled in', () => {
    const parsed = parseTaskFile('a1b2c3d4e5f6', text(MINIMAL))
    expect(parsed).toMatchObject({
      ok: true,
      task: { title: 'Post the release notes', updated_at: MINIMAL.created_at, version: 1, verdict: null, rounds: [] },
    })
  })
  it('does not get to choose its own status', () => {
    const parsed = parseTaskFile('a1b2c3d4e5f6', text({ ...MINIMAL, status: 'approved' }))
    expect(parsed).toMatchObject({ ok: true, task: { status: 'pending' } })
  })
  it('is stored and read back without loss', () => {
    const parsed = parseTaskFile('a1b2c3d4e5f6', text(MINIMAL))
    if (!parsed.ok) throw new Error(parsed.reason)
    const stored = encodeTask(parsed.task)
    expect(parseTaskFile('a1b2c3d4e5f6', text(stored))).toEqual(parsed)
    expect(stored.endsWith('}\n')).toBe(true)
  })
  it.each([
    ['half written', '{"task_id":"a1b2', /not JSON/],
    ['empty', '', /not JSON/],
    [
      'of another task',
      { ...MINIMAL, task_id: 'other' },
      /task_id is "other" but the file is named "a1b2c3d4e5f6\.json"/,
    ],
    ['with a member that nobody knows', { ...MINIMAL, colour: 'red' }, /colour/],
    ['with a wrong instant', { ...MINIMAL, created_at: 'yesterday' }, /created_at/],
    ['without a request', { ...MINIMAL, request_text: undefined }, /request_text/],
  ])('%s is refused with the reason', (_name, value, reason) => {
    expect(reasonOf(value)).toMatch(reason)
  })
  it('that is not UTF-8 or too large is refused with the reason', () => {
    expect(reasonOf(null)).toBe('the file is not UTF-8')
    expect(reasonOf(' '.repeat(MAX_TASK_FILE_LENGTH + 1))).toMatch(/at most/)
  })
  it('that nests deeper than the limit is refused with the reason; at the limit it is a task', () => {
    const nested = (depth: number): string =>
      text(MINIMAL).replace(/}$/, `,"rounds":[{"dispatch":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}]}`)
    // The task, its rounds, the round and the dispatch are four levels already.
    expect(reasonOf(nested(MAX_TASK_FILE_DEPTH - 4))).toBe('valid')
    for (const depth of [MAX_TASK_FILE_DEPTH - 3, 5000, 100_000])
      expect(reasonOf(nested(depth))).toMatch(/nests deeper/)
    expect(reasonOf('['.repeat(100_000) + ']'.repeat(100_000))).toMatch(/nests deeper/)
  })
  it('with a member named __proto__, which JavaScript would lose, is refused with the reason', () => {
    const dispatch = '{"__proto__":{"a":1},"b":2}'
    expect(reasonOf(text(MINIMAL).replace(/}$/, `,"rounds":[{"dispatch":${dispatch}}]}`))).toMatch(/__proto__/)
    expect(reasonOf(text(MINIMAL).replace(/}$/, ',"__proto__":null}'))).toMatch(/__proto__/)
  })
  it('of any text at all never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (random) => {
        expect(reasonOf(random)).not.toBe('')
      }),
    )
  })
})
