import { expect, test } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import { argumentShapes, argumentsOf } from '../../../renderer/features/tools/schema-words.ts'

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

test('a file of the evidence is called that, wherever its shape is written', () => {
  const $defs = { Sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } }
  const sha = { $ref: '#/$defs/Sha256' }
  const said = (properties: JsonObject) => argumentsOf({ $defs, type: 'object', properties }).map(({ words }) => words)
  const file = 'a file of the task’s evidence, by its sha256'
  expect(said({ artifact_sha256: sha, a_sha256: sha })).toEqual([file, file])
  expect(said({ hash: sha })).toEqual(['sha256, 64 of 0-9 and a-f'])
  expect(said({ files: { type: 'array', items: sha } })).toEqual(['list, each sha256, 64 of 0-9 and a-f'])
})

test('a tool that takes one of several shapes says each of them', () => {
  const text = { type: 'string' }
  const shape = (channel: string, more: string) => ({
    ...{ type: 'object', required: ['channel', more] },
    properties: { channel: { type: 'string', const: channel }, [more]: text },
  })
  const shapes = argumentShapes({ oneOf: [shape('desktop', 'title'), shape('webhook', 'name')] })
  expect(shapes.map(({ label, args }) => [label, args.map(({ name }) => name)])).toEqual([
    ['channel is "desktop"', ['channel', 'title']],
    ['channel is "webhook"', ['channel', 'name']],
  ])
  expect(argumentShapes({ type: 'object', properties: { a: text } })).toMatchObject([
    { label: null, args: [{ name: 'a' }] },
  ])
  expect(argumentShapes({ type: 'object' })).toEqual([])
})
