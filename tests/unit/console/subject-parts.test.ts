import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'
import { canonical } from '../../../renderer/features/approvals/subject-check.ts'
import { beyondAscii, subjectParts } from '../../../renderer/features/approvals/subject-parts.ts'

const shownOf = (text: string, asNumbers: boolean) =>
  subjectParts(text, asNumbers)
    .map(({ raw, shown }) => (shown === null ? raw : `<${shown}>`))
    .join('')

describe('the exact bytes of a call on the screen', () => {
  test.each([
    'plain',
    'two\r\nlines\tand a tab',
    `turned ${String.fromCodePoint(0x202e)}gpj.exe`,
    'family 👨‍👩‍👧, flag 🇫🇷, שלום and ภาษาไทย',
    'half \ud83d of a pair',
    '\u0000\u001b[31m\u2028',
  ])('are nothing less and nothing more than the subject: %j', (text) => {
    for (const asNumbers of [false, true])
      expect(
        subjectParts(text, asNumbers)
          .map(({ raw }) => raw)
          .join(''),
      ).toBe(text)
  })

  test.each([
    ['a\r\nb', 'a<U+000D><U+000A>b'],
    ['a\tb', 'a<U+0009>b'],
    ['a\u00a0b', 'a<U+00A0>b'],
    ['a\u200db', 'a<U+200D>b'],
    ['😀\u200d😀', '😀<U+200D>😀'],
    ['ex\u202eelpma', 'ex<U+202E>elpma'],
    ['\ud83d!', '<U+D83D>!'],
    ['p\u0430ypal', 'p<U+0430>ypal'],
    ['\uff50aypal', '<U+FF50>aypal'],
  ])('no character hides in them or passes for another: %j', (text, shown) => {
    expect(shownOf(text, false)).toBe(shown)
  })

  test('words of other scripts stay readable, and become numbers when that is asked for', () => {
    expect(shownOf('привет, мир', false)).toBe('привет, мир')
    expect(shownOf('ми', true)).toBe('<U+043C><U+0438>')
    expect(beyondAscii('мир a😀')).toBe(4)
  })
})

test.each([
  { b: [1, 2.5, -0, 1e21, { z: null, a: true }], a: 'é\u2028"\\', '\u20ac': '', 1: 'x' },
  [],
  { args: {}, tool: 'time.now' },
])('the page writes canonical JSON to the byte as the service does', (value) => {
  expect(canonical(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(JSON.parse(JSON.stringify(value))))
})

test('a member that is there twice is not canonical', () => {
  const twice = '{"args":{"to":"me","to":"you"}}'
  expect(canonical(JSON.parse(twice))).not.toBe(twice)
})
