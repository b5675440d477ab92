import { describe, expect, it } from 'vitest'
import { inertWords } from '../../../main/core/remote/inert-words.ts'
import { inertString } from '../../../renderer/design/inert-text.ts'

describe('words from outside', () => {
  it('are neutralised for Telegram exactly as in the windows, character by character', () => {
    const different: string[] = []
    for (let code = 0; code <= 0x10ffff; code += code >= 0x30000 && code < 0xe0000 ? 0x100 : 1) {
      const character = String.fromCodePoint(code)
      for (const text of [`a${character}b`, `ä${character}ä`])
        if (inertWords(text) !== inertString(text)) different.push(code.toString(16))
    }
    expect(different).toEqual([])
  })

  it('keep their lines, and their joiners between letters that need them', () => {
    expect(inertWords('a\r\nb\tc')).toBe('a\nb\tc')
    expect(inertWords('👨\u200d👩')).toBe('👨\u200d👩')
    expect(inertWords('a\u200db')).toBe('a[U+200D]b')
  })

  it.each(['\u034f', '\u115f', '\u3164', '\uffa0', '\u2800', '\ufe00', '\u{e0100}', '\u{e0fff}'])(
    'show %j, which no screen shows, as its number',
    (character) => {
      expect(inertWords(`a${character}b`)).toMatch(/^a\[U\+[0-9A-F]{4,5}\]b$/)
    },
  )
})
