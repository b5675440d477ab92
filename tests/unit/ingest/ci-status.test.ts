import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CiCheck, CiState, type CiStatus } from '../../../contract/outside-refs.ts'
import { ciStatusAt, heldCheck, withCheck } from '../../../main/core/ingest/ci-status.ts'

const check = (key: string, state: CiState, minute = 0, commit: string | null = 'abc'): CiCheck => ({
  ...{ key, state, name: key, commit, url: null },
  updated_at: `2026-02-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
})
/** The status after these words, whatever each of them came to. */
function following(
  words: readonly CiCheck[],
  head: string | null = 'abc',
  first: CiStatus | null = null,
): CiStatus | null {
  return words.reduce<CiStatus | null>((held, word) => {
    const next = withCheck(held, word, head)
    return next === null || next === 'stale' ? held : next
  }, first)
}

describe('the status of a commit', () => {
  it.each<[CiState, CiState[]]>([
    ['failed', ['passed', 'running', 'failed', 'cancelled']],
    ['running', ['passed', 'running', 'queued', 'cancelled', 'unknown']],
    ['queued', ['passed', 'queued', 'cancelled', 'unknown']],
    ['cancelled', ['passed', 'cancelled', 'unknown']],
    ['unknown', ['passed', 'unknown']],
    ['passed', ['passed', 'passed']],
  ])('is %s when its checks are %o', (state, states) => {
    expect(following(states.map((one, i) => check(`check ${i}`, one, i)))?.state).toBe(state)
  })
  it('names the latest of the worst checks', () => {
    const words = [check('a', 'failed', 1), check('b', 'failed', 3), check('c', 'passed', 9), check('d', 'failed', 2)]
    expect(following(words)).toMatchObject({ state: 'failed', name: 'b', updated_at: '2026-02-01T00:03:00.000Z' })
  })
  it('stays failed while another check runs, and follows the failed one when that runs again', () => {
    const failed = following([check('test', 'failed', 1), check('lint', 'running', 2)])
    expect(failed?.state).toBe('failed')
    expect(following([check('test', 'running', 3)], 'abc', failed)?.state).toBe('running')
  })
  it('holds the later word of each check and calls an earlier one stale', () => {
    const held = following([check('test', 'passed', 5)])
    expect(withCheck(held, check('test', 'failed', 4), 'abc')).toBe('stale')
    expect(heldCheck(held, check('test', 'failed', 4))).toEqual(check('test', 'passed', 5))
    expect(withCheck(held, check('test', 'passed', 5), 'abc')).toBeNull()
  })
  it('takes of two words of the same time the one further along, then the worse one', () => {
    expect(following([check('test', 'failed'), check('test', 'running')])?.state).toBe('failed')
    expect(following([check('test', 'queued'), check('test', 'running'), check('test', 'queued')])?.state).toBe(
      'running',
    )
    expect(following([check('test', 'passed'), check('test', 'failed')])?.state).toBe('failed')
  })
  it('hears nothing of another commit, nor of none, but any word when the task has no commit', () => {
    expect(withCheck(null, check('test', 'failed', 0, 'def'), 'abc')).toBeNull()
    expect(withCheck(null, check('test', 'failed', 0, null), 'abc')).toBeNull()
    expect(withCheck(null, check('test', 'failed', 0, null), null)).toMatchObject({ state: 'failed' })
    expect(withCheck(null, check('test', 'failed', 0, 'ABC'), 'abc')).toMatchObject({ state: 'failed' })
  })
  it('is that of the checks of the new commit alone when the commit changes', () => {
    const two = following([check('test', 'failed', 1, 'abc'), check('lint', 'passed', 1, 'def')], null)
    expect(ciStatusAt(two, 'def')).toMatchObject({ state: 'passed', name: 'lint', checks: [{ key: 'lint' }] })
    expect(ciStatusAt(two, '123')).toBeNull()
    expect(ciStatusAt(null, 'abc')).toBeNull()
  })
})

describe('a status that another program wrote without its checks', () => {
  const bare: CiStatus = {
    ...{ state: 'failed', name: 'test', commit: 'abc', url: null, checks: [] },
    updated_at: '2026-02-01T00:00:00Z',
  }
  it('is not made calm by another check', () => {
    expect(following([check('lint', 'passed', 1)], 'abc', bare)).toMatchObject({ state: 'failed', name: 'test' })
  })
  it('is taken back by the check of its name', () => {
    expect(following([check('test', 'passed', 1)], 'abc', bare)).toMatchObject({
      state: 'passed',
      checks: [{ key: 'test' }],
    })
  })
})

describe('more checks than a task holds', () => {
  const many = (n: number, state: CiState, from = 0) =>
    Array.from({ length: n }, (_, i) => check(`${state} ${from + i}`, state, i % 60))
  it('drop passed ones, never one that failed or is not finished', () => {
    const status = following([
      ...many(1, 'failed'),
      ...many(1, 'running'),
      ...many(1, 'queued'),
      ...many(300, 'passed'),
    ])
    expect(status?.checks).toHaveLength(200)
    expect(status?.state).toBe('failed')
    const states = new Set(status?.checks.map(({ state }) => state))
    expect([...states].sort()).toEqual(['failed', 'passed', 'queued', 'running'])
    expect(following(many(200, 'failed'), 'abc', status)?.checks.every(({ state }) => state === 'failed')).toBe(true)
  })
  it('change nothing when the new one is the least of them', () => {
    const full = following(many(200, 'failed'))
    expect(withCheck(full, check('calm', 'passed'), 'abc')).toBeNull()
  })
})

it('does not depend on the order of the words, nor on how often they came', () => {
  const word = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    state: fc.constantFrom(...CiState.options),
    name: fc.constantFrom('a', 'b'),
    commit: fc.constantFrom('abc', 'def', null),
    url: fc.constantFrom(null, 'https://ci.example/1', 'https://ci.example/2'),
    updated_at: fc.constantFrom('2026-02-01T00:00:00Z', '2026-02-01T00:01:00.000Z', '2026-02-01T01:01:00+01:00'),
  })
  const history = fc.array(word, { maxLength: 8 }).chain((words) =>
    fc.record({
      words: fc.constant(words),
      shuffled: fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 }),
    }),
  )
  fc.assert(
    fc.property(history, fc.constantFrom('abc', null), ({ words, shuffled }, head) => {
      const status = following(words, head)
      // Different ways of writing an instant are the same instant.
      const said = (one: CiStatus | null) => JSON.stringify(one, (k, v) => (k === 'updated_at' ? Date.parse(v) : v))
      expect(said(following(shuffled, head))).toBe(said(status))
      for (const one of status?.checks ?? []) CiCheck.parse(one)
    }),
    { numRuns: 1000 },
  )
})
