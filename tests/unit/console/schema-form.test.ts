import { describe, expect, test } from 'vitest'
import { draftOf, readDraft } from '../../../renderer/features/schema-form/form-draft.ts'
import { formField, type Json } from '../../../renderer/features/schema-form/form-field.ts'

const region = {
  type: 'object',
  properties: { x: { type: 'integer', minimum: 0, maximum: 100 }, y: { type: 'integer' } },
  required: ['x', 'y'],
}
const SCHEMA = {
  type: 'object',
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 5 },
    seconds: { type: 'number', minimum: 1, maximum: 60 },
    sound: { type: 'boolean' },
    look: { enum: ['solid', 'blur'] },
    regions: { type: 'array', items: region, minItems: 1, maxItems: 2 },
    nest: { type: 'object', properties: { note: { type: 'string' } }, required: ['note'] },
  },
  required: ['title', 'regions'],
}
const field = formField(SCHEMA)
const read = (value: Json) => readDraft(field, draftOf(field, value), true, '')

test('what a tool gives as its example comes back out of the form as it went in', () => {
  const value = {
    ...{ title: 'abc', seconds: 2.5, sound: false, look: 'blur', nest: { note: 'n' } },
    regions: [{ x: 1, y: -2 }],
  }
  expect(read(value)).toEqual({ ok: true, value })
})

test('what was not filled in and is not needed is left out', () => {
  const value = { title: 'abc', regions: [{ x: 0, y: 0 }] }
  expect(read(value)).toEqual({ ok: true, value })
})

test.each<[string, Record<string, Json>, string]>([
  ['a missing text', { title: '' }, 'title'],
  ['too long a text', { title: 'abcdef' }, 'title'],
  ['a number out of its range', { seconds: 61 }, 'seconds'],
  ['a list that is too short', { regions: [] }, 'regions'],
  ['a list that is too long', { regions: [1, 2, 3].map(() => ({ x: 1, y: 1 })) }, 'regions'],
  ['a part of an item', { regions: [{ x: 101, y: 1 }] }, 'regions.0.x'],
])('%s is said at its own field', (_, wrong, path) => {
  const result = read({ title: 'abc', regions: [{ x: 0, y: 0 }], ...wrong })
  expect(result).toMatchObject({ ok: false, faults: [{ path }] })
})

test('what is typed into a number and is none is said', () => {
  const number = formField({ type: 'integer' })
  expect(readDraft(number, '1.5', true, 'n')).toMatchObject({ ok: false })
  expect(readDraft(number, 'x', true, 'n')).toMatchObject({ ok: false })
  expect(readDraft(number, ' 7 ', true, 'n')).toEqual({ ok: true, value: 7 })
})

describe('of several shapes one is chosen', () => {
  const target = formField({
    anyOf: [
      { type: 'object', properties: { kind: { const: 'screen' } }, required: ['kind'] },
      {
        ...{ type: 'object', properties: { kind: { const: 'window' }, id: { type: 'string', minLength: 1 } } },
        required: ['kind', 'id'],
      },
      { type: 'null' },
    ],
  })
  test('by what tells them apart', () => {
    expect(target.kind === 'variants' && target.variants.map(({ label }) => label)).toEqual([
      'kind: screen',
      'kind: window',
      'nothing',
    ])
  })
  test.each<[Json]>([[{ kind: 'screen' }], [{ kind: 'window', id: '7' }], [null]])(
    'and comes back as it went in: %j',
    (value) => {
      expect(readDraft(target, draftOf(target, value), true, '')).toEqual({ ok: true, value })
    },
  )
  test('with its own faults', () => {
    const draft = { variant: 1, filled: { kind: 0 } }
    expect(readDraft(target, draft, true, 'to')).toMatchObject({ ok: false, faults: [{ path: 'to.id' }] })
  })
})

test('what no form can be made for is written as JSON', () => {
  const any = formField({})
  expect(any.kind).toBe('json')
  expect(readDraft(any, '{"a":[1]}', true, '')).toEqual({ ok: true, value: { a: [1] } })
  expect(readDraft(any, '{', true, 'args')).toMatchObject({ ok: false, faults: [{ path: 'args' }] })
})

test('what is nothing when nothing is said is one plain field, left out when it is empty', () => {
  const url = formField({ anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }], default: null })
  expect(url.kind).toBe('text')
  expect(readDraft(url, draftOf(url, null), false, 'url')).toEqual({ ok: true, value: undefined })
  expect(readDraft(url, 'ws://127.0.0.1', false, 'url')).toEqual({ ok: true, value: 'ws://127.0.0.1' })
})

test('what a schema names elsewhere in itself is filled in as what it is, and a circle as JSON', () => {
  const $defs = {
    Sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    Tree: { type: 'object', properties: { below: { $ref: '#/$defs/Tree' } } },
  }
  const properties = {
    artifact_sha256: { $ref: '#/$defs/Sha256', description: 'The picture.' },
    tree: { $ref: '#/$defs/Tree' },
  }
  const named = formField({ $defs, type: 'object', properties, required: ['artifact_sha256'] })
  expect(named).toMatchObject({
    kind: 'group',
    members: [
      { name: 'artifact_sha256', field: { kind: 'text', pattern: '^[0-9a-f]{64}$', description: 'The picture.' } },
      { name: 'tree', field: { kind: 'group', members: [{ name: 'below', field: { kind: 'json' } }] } },
    ],
  })
  expect(readDraft(named, {}, true, '')).toMatchObject({ faults: [{ path: 'artifact_sha256', words: 'fill this in' }] })
})
