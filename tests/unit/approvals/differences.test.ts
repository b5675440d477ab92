import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differencesOf } from '../../../main/core/approvals/differences.ts'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'

describe('what differs', () => {
  it('is named by JSON Pointer, with the value before and after', () => {
    const before = { a: 1, list: [1, { x: 'y' }], gone: null, same: [true], 'a/b~c': 1 }
    const after = { a: 2, list: [1, { x: 'z' }, 3], added: '', same: [true], 'a/b~c': 2 }
    expect(differencesOf(before, after, '/args')).toEqual([
      { path: '/args/a', before: '1', after: '2' },
      { path: '/args/a~1b~0c', before: '1', after: '2' },
      { path: '/args/added', before: '', after: '""' },
      { path: '/args/gone', before: 'null', after: '' },
      { path: '/args/list/1/x', before: '"y"', after: '"z"' },
      { path: '/args/list/2', before: '', after: '3' },
    ])
  })

  it('is the whole value where its kind changed', () => {
    expect(differencesOf({ a: [1] }, { a: { 0: 1 } }, '')).toEqual([{ path: '/a', before: '[1]', after: '{"0":1}' }])
    expect(differencesOf(1, 'x', '')).toEqual([{ path: '', before: '1', after: '"x"' }])
  })

  it('is nothing exactly when the canonical JSON is the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const same = canonicalJson(before) === canonicalJson(after)
        expect(differencesOf(before, after, '').length === 0).toBe(same)
        expect(differencesOf(before, before, '')).toEqual([])
      }),
    )
  })

  it('is cut: long values, and more than a hundred of them', () => {
    const [one] = differencesOf({ a: 'x'.repeat(5000) }, { a: 'y' }, '')
    expect(one?.before).toHaveLength(300)
    expect(one?.before.endsWith('…')).toBe(true)
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`n${n}`, n]))
    expect(differencesOf(many, {}, '')).toHaveLength(100)
  })
})
