import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'
import { exactJson } from '../../../main/core/remote/exact-json.ts'
import { inertWords } from '../../../main/core/remote/inert-words.ts'

describe('canonical JSON as it is shown', () => {
  it('is the very same value, and hides nothing, whatever is in it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(
        fc.dictionary(text, fc.oneof(text, fc.constant(' '.repeat(30)), fc.constant('\u202e\u{e0041}\u200b'))),
        (value) => {
          const shown = exactJson(canonicalJson(value))
          expect(JSON.parse(shown)).toEqual(JSON.parse(canonicalJson(value)))
          expect(inertWords(shown)).toBe(shown)
          expect(shown).not.toMatch(/[^\S\n]{12}/)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('leaves ordinary text as it is', () => {
    const json = canonicalJson({ title: 'Größe 你好 👍🏽', body: 'a  b\n\\u202e "quoted"' })
    expect(exactJson(json)).toBe(json)
  })
})
