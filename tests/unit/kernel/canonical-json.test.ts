import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'

describe('canonical JSON', () => {
  it('is that of RFC 8785, section 3.2.3', () => {
    const value = { '€': 'Euro Sign', '\r': 'Carriage Return', '1': 'One', '😀': 'Smiley', ö: 'Latin' }
    expect(canonicalJson(value)).toBe('{"\\r":"Carriage Return","1":"One","ö":"Latin","€":"Euro Sign","😀":"Smiley"}')
  })
  it('does not depend on the order in which members were added, and loses nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
