import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { parseJson, parseJsonObject } from '../../../main/http/parse-json.ts'

const parse = (text: string): unknown => parseJson(Buffer.from(text))
const codeOf = (raw: Uint8Array): string => {
  try {
    parseJson(raw)
    return ''
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}
const isKept = (value: unknown): boolean => !JSON.stringify(value).includes('"__proto__":')
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('a body', () => {
  it('of 64 levels is read, of 65 refused, arrays and objects alike', () => {
    expect(JSON.stringify(parse(nested(64)))).toBe(nested(64))
    expect(codeOf(Buffer.from(nested(65)))).toBe('payload_too_deep')
    expect(codeOf(Buffer.from(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`))).toBe('payload_too_deep')
    expect(codeOf(Buffer.from('['.repeat(500_000)))).toBe('payload_too_deep')
  })
  it('with brackets in its strings is not nested by them', () => {
    const text = JSON.stringify({ a: '['.repeat(1000), '{{{"{': `\\"${'{'.repeat(1000)}` })
    expect(JSON.stringify(parse(text))).toBe(text)
  })
  it('that is no JSON in UTF-8 is refused', () => {
    for (const text of ['', '{"a":', "{'a':1}", '"\\', 'nul', '[1,]', ']'])
      expect(codeOf(Buffer.from(text))).toBe('payload_not_json')
    expect(codeOf(Buffer.from([0x22, 0xff, 0x22]))).toBe('payload_not_json')
    expect(codeOf(Buffer.from('{"a":1}', 'utf16le'))).toBe('payload_not_json')
  })
  it('of any JSON value that is not too deep is that value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }).filter(isKept), (value) => {
        expect(parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
  it.each([
    ['a member "__proto__"', '{"a":[{"__proto__":{"x":1}}]}'],
    ['a member "__proto__" that is written otherwise', '{"_\\u005fproto__" : 1}'],
    ['a name twice', '{"a":1,"b":{"a":2},"a":1}'],
    ['a name twice, once written otherwise', '{"a":1,\n"\\u0061"\t:1}'],
  ])('of which reading would lose something is refused: %s', (_what, text) => {
    expect(codeOf(Buffer.from(text))).toBe('validation_failed')
    // Senders of deliveries write JSON in their own way, and their bytes are kept.
    expect(parseJsonObject(Buffer.from(text))).toEqual(JSON.parse(text))
  })
  it('may say the same name in two objects, and speak of "__proto__"', () => {
    const text = JSON.stringify([{ a: '__proto__', b: { a: '\\', ':': '":' } }, { a: ['a', 'a'] }, 'a', 'a'])
    expect(JSON.stringify(parse(text))).toBe(text)
  })
  it('is refused as too deep exactly when a count by hand says so', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }).filter(isKept), fc.integer({ min: 55, max: 70 }), (value, levels) => {
        const depth = (v: unknown): number =>
          v === null || typeof v !== 'object' ? 0 : 1 + Math.max(0, ...Object.values(v).map(depth))
        const text = '['.repeat(levels) + JSON.stringify(value) + ']'.repeat(levels)
        expect(codeOf(Buffer.from(text))).toBe(levels + depth(value) > 64 ? 'payload_too_deep' : '')
      }),
    )
  })
})
