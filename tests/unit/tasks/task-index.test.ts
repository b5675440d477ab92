import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Sha256 } from '../../../contract/ids.ts'
import { Task, TaskPage, TaskQuery } from '../../../contract/task.ts'
import { completed } from '../../../main/core/tasks/task-engine.ts'
import { createEntry } from '../../../main/core/tasks/task-entry.ts'
import { createTaskIndex, type TaskIndex } from '../../../main/core/tasks/task-index.ts'

const entry = (task_id: string, minute: number, more: object = {}) =>
  createEntry({
    task_id,
    base_sha: 'f'.repeat(64) as Sha256,
    task: completed(
      Task.parse({
        task_id,
        source: 'api',
        request_text: `Request ${task_id}`,
        created_at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
        correlation_id: task_id,
        ...more,
      }),
    ),
    invalid_reason: null,
    last_good: null,
    file_ms: 0,
  })
const broken = (task_id: string, file_ms = 1) =>
  createEntry({
    task_id,
    base_sha: '0'.repeat(64) as Sha256,
    task: null,
    invalid_reason: 'not JSON',
    last_good: null,
    file_ms,
  })

let index: TaskIndex
const page = (query: Partial<TaskQuery> = {}): TaskPage =>
  TaskPage.parse(JSON.parse(Buffer.from(index.page({ limit: 100, ...query })).toString()))
const ids = (query: Partial<TaskQuery> = {}): string[] => page(query).items.map((row) => row.task_id)

beforeEach(() => {
  index = createTaskIndex()
})

describe('the list of tasks', () => {
  it('has the newest first, and equal instants by id', () => {
    index.load([entry('b', 1), entry('c', 2), entry('a', 1)])
    expect(ids()).toEqual(['c', 'a', 'b'])
  })
  it('filters by status, source and words, in title, text, id and repository', () => {
    index.load([
      entry('plain', 1, { request_text: 'Fix the LOGIN page' }),
      entry('hub', 2, { source: 'github', external_ref: { kind: 'github_issue', repository: 'Octo/Cat', number: 5 } }),
      broken('bad'),
    ])
    expect(ids({ source: 'github' })).toEqual(['hub'])
    expect(ids({ status: 'invalid' })).toEqual(['bad'])
    expect(ids({ q: 'login fix' })).toEqual(['plain'])
    expect(ids({ q: 'octo/cat#5' })).toEqual(['hub'])
    expect(ids({ q: 'nothing like it' })).toEqual([])
  })
  it('shows an invalid file as a row with its reason', () => {
    index.put(broken('bad'))
    expect(page().items[0]).toMatchObject({
      status: 'invalid',
      title: 'bad.json',
      source: null,
      invalid_reason: 'not JSON',
    })
  })
  it('gives the same bytes until something changes', () => {
    index.load([entry('a', 1)])
    const query = { limit: 10 }
    expect(index.page(query)).toBe(index.page({ ...query }))
    const before = index.page(query)
    index.put(entry('a', 1, { title: 'New title' }))
    expect(index.page(query)).not.toEqual(before)
  })
  it('refuses a cursor that it did not make', () => {
    index.load([entry('a', 1), entry('b', 2)])
    const own = page({ limit: 1 }).next_cursor ?? ''
    expect(ids({ cursor: own })).toEqual(['a'])
    const others = ['x y', '', '1767225600000.a', `${own}=`, `${own} `, Buffer.from('1:').toString('base64url')]
    for (const cursor of [
      ...others,
      Buffer.from('1.5:a').toString('base64url'),
      Buffer.from([0x31, 0x3a, 0xff]).toString('base64url'),
    ])
      expect(() => page({ cursor })).toThrow(expect.objectContaining({ code: 'cursor_invalid' }))
  })
  it('goes on behind an invalid file, whatever its name and its time', () => {
    const names = ['Not An Id', 'a..b', '\u001b]0;x\u0007', 'ü'.repeat(120), '__proto__', 'a:b', '1.2']
    index.load([...names.map((name, i) => broken(name, 1_700_000_000_000.123 + i)), entry('last', 1)])
    index.put(broken('ancient', -9e15))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const part: TaskPage = page(
        cursor === null ? { limit: 1 } : { limit: 1, cursor: TaskQuery.parse({ cursor }).cursor },
      )
      seen.push(...part.items.map((row) => row.task_id))
      cursor = part.next_cursor
    } while (cursor !== null)
    expect(seen).toEqual(['last', ...names.toReversed(), 'ancient'])
  })
  it.each([9e15, -9e15, Number.MAX_VALUE, Number.NaN, 1.5])('shows an invalid file whose time is %s', (ms) => {
    index.put(broken('odd', ms))
    expect(ids()).toEqual(['odd'])
    expect(Number.isInteger(index.get('odd')?.created_ms)).toBe(true)
  })
  it('reaches every task exactly once by cursor, whatever the page size, also when the last one seen was deleted', () => {
    const shape = fc.record({ minutes: fc.array(fc.nat(5), { maxLength: 40 }), limit: fc.integer({ min: 1, max: 7 }) })
    fc.assert(
      fc.property(shape, ({ minutes, limit }) => {
        index = createTaskIndex()
        minutes.forEach((minute, i) => {
          index.put(entry(`t${i}`, minute))
        })
        const expected = ids({ limit: 1000 })
        const seen: string[] = []
        let cursor: string | null = null
        do {
          const part: TaskPage = page(cursor === null ? { limit } : { limit, cursor })
          seen.push(...part.items.map((row) => row.task_id))
          const last = seen.at(-1)
          if (part.next_cursor !== null && last !== undefined) index.remove(last)
          cursor = part.next_cursor
        } while (cursor !== null)
        expect(seen).toEqual(expected)
      }),
    )
  })
  it('stays in order through any sequence of put and remove', () => {
    const step = fc.record({ id: fc.nat(9), minute: fc.nat(5), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        index = createTaskIndex()
        const model = new Map<string, number>()
        for (const { id, minute, remove } of steps) {
          if (remove) index.remove(`t${id}`)
          else index.put(entry(`t${id}`, minute))
          if (remove) model.delete(`t${id}`)
          else model.set(`t${id}`, minute)
        }
        const expected = [...model].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id)
        expect(ids()).toEqual(expected)
        expect(index.size).toBe(model.size)
        expect(Object.values(index.counts()).reduce((sum, n) => sum + n, 0)).toBe(model.size)
      }),
    )
  })
  it('finds the tasks at a commit', () => {
    const ref = { kind: 'github_pull_request', repository: 'o/r', number: 1, head_commit: 'abc' }
    index.load([entry('pr', 1, { external_ref: ref }), entry('other', 2)])
    expect(index.atCommit('o/r', 'abc')).toEqual(['pr'])
    expect(index.atCommit('o/other', 'abc')).toEqual([])
  })
  it('follows a task from commit to commit', () => {
    const at = (head_commit: string) => ({ kind: 'github_pull_request', repository: 'o/r', number: 1, head_commit })
    index.put(entry('pr', 1, { external_ref: at('abc') }))
    index.put(entry('pr', 1, { external_ref: at('def') }))
    expect([index.atCommit('o/r', 'abc'), index.atCommit('o/r', 'def')]).toEqual([[], ['pr']])
    index.put(entry('pr', 2, { external_ref: at('abc') }))
    expect([index.atCommit('o/r', 'abc'), index.atCommit('o/r', 'def')]).toEqual([['pr'], []])
    index.remove('pr')
    expect(index.atCommit('o/r', 'abc')).toEqual([])
  })
  it('takes the name of a repository as GitHub does, in whatever case it is spelled', () => {
    const ref = { kind: 'github_pull_request', repository: 'Octo/Cat', number: 1, head_commit: 'abc' }
    index.load([entry('pr', 1, { external_ref: ref })])
    expect(index.atCommit('octo/CAT', 'abc')).toEqual(['pr'])
  })
})
