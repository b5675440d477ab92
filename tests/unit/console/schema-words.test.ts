import { expect, test } from 'vitest'
import { argumentsOf } from '../../../renderer/features/tools/schema-words.ts'

test('the arguments of a tool are said in words', () => {
  const words = argumentsOf({
    type: 'object',
    properties: {
      path: { type: 'string', minLength: 1, maxLength: 200, description: 'Where it lies.' },
      count: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
      kind: { enum: ['a', 'b'] },
      list: { type: 'array', maxItems: 3, items: { type: 'string', format: 'uri' } },
      either: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
      any: {},
    },
    required: ['path'],
  })
  expect(words.map(({ name, words: said }) => `${name}: ${said}`)).toEqual([
    'path: text, 1 to 200 characters',
    'count: whole number',
    'kind: one of "a", "b"',
    'list: list, at most 3 items, each text, uri',
    'either: yes or no, or nothing',
    'any: anything',
  ])
  expect(words[0]).toMatchObject({ isRequired: true, description: 'Where it lies.' })
  expect(argumentsOf({ type: 'object' })).toEqual([])
})
