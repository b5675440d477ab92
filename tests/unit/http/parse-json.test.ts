import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { parseJson } from '../../../main/http/parse-json.ts'

const parse = (text: string): unknown => parseJson(Buffer.from(text))
const codeOf = (raw: Uint8Array): string => {
  try {
    parseJson(raw)
    return ''
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}
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
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        expect(parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
  it('is refused as too deep exactly when a count by hand says so', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 55, max: 70 }), (value, levels) => {
        const depth = (v: unknown): number =>
          v === null || typeof v !== 'object' ? 0 : 1 + Math.max(0, ...Object.values(v).map(depth))
        const text = '['.repeat(levels) + JSON.stringify(value) + ']'.repeat(levels)
        expect(codeOf(Buffer.from(text))).toBe(levels + depth(value) > 64 ? 'payload_too_deep' : '')
      }),
    )
  })
})
