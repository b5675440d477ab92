import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonLayout } from '../../../renderer/features/deliveries/json-layout.ts'

describe('the layout of a delivery’s body', () => {
  test('keeps numbers, escapes and repeated names as they came', () => {
    const text = String.raw`{"id":12345678901234567890,"id":1.50,"t":"a\u0041\"{,:"}`
    expect(jsonLayout(text)).toBe(
      ['{', '  "id": 12345678901234567890,', '  "id": 1.50,', String.raw`  "t": "a\u0041\"{,:"`, '}'].join('\n'),
    )
  })

  test('leaves empty lists and objects on one line', () => {
    expect(jsonLayout('{"a":[ ],"b":{}}')).toBe('{\n  "a": [],\n  "b": {}\n}')
  })

  test('a text that is not JSON has none', () => {
    for (const text of ['', '{', 'a=1', '{"a":1}{"b":2}', '["a" "b"]']) expect(jsonLayout(text)).toBeNull()
  })

  test('looks as JSON.stringify writes a value, for every value that it wrote', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = JSON.parse(text) as unknown
        expect(jsonLayout(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })
})
