import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXCERPT_LENGTH, excerptOf } from '../../../main/core/notices/excerpt.ts'
import { HIDDEN_SECRET } from '../../../main/core/notices/hide-secrets.ts'

/** Put together here, so that no scanner takes this file for one that leaks. */
const of = (length: number, letters: string) =>
  fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length }).map((each) => each.join(''))
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const URL_SAFE = `${ALNUM}-_`
const DIGITS = '0123456789'

const plain = (secret: string) => ({ secret, text: secret })

const SECRETS: Readonly<Record<string, fc.Arbitrary<{ secret: string; text: string }>>> = {
  'a bot token': fc.tuple(of(10, DIGITS), of(35, URL_SAFE)).map(([id, key]) => plain(`${id}:${key}`)),
  'a token of GitHub': of(36, ALNUM).map((key) => plain(`ghp_${key}`)),
  'a fine-grained token of GitHub': of(60, `${ALNUM}_`).map((key) => plain(`github_pat_${key}`)),
  'a key that begins with sk-': of(24, URL_SAFE).map((key) => plain(`sk-${key}`)),
  'a bearer token': of(20, URL_SAFE).map((key) => ({ secret: key, text: `Authorization: Bearer ${key}` })),
  'a JSON Web Token': fc
    .tuple(of(20, URL_SAFE), of(30, URL_SAFE), of(43, URL_SAFE))
    .map(([head, claims, signature]) => plain(`eyJ${head}.eyJ${claims}.${signature}`)),
  'a webhook secret': of(32, `${ALNUM}+/`).map((key) => plain(`whsec_${key}=`)),
  'a long hexadecimal number': of(40, '0123456789abcdef').map(plain),
  'a long run of letters and digits': of(44, ALNUM).map(plain),
  'a password in an address': of(12, ALNUM).map((key) => ({ secret: key, text: `https://anna:${key}@example.org/` })),
  'what is named as a password': of(12, ALNUM).map((key) => ({ secret: key, text: `password = ${key}` })),
  'the secret of the Xcode address': of(16, URL_SAFE).map((key) => ({
    secret: key,
    text: `POST /webhooks/xcode/${key}`,
  })),
}

const someText = fc.string({ unit: 'binary', maxLength: 300 })
const graphemes = (text: string) => [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length

describe('an excerpt', () => {
  it.each(Object.entries(SECRETS))(
    'never shows %s, wherever it stands and whatever hides in it',
    (_what, arbitrary) => {
      fc.assert(
        fc.property(
          arbitrary,
          someText,
          fc.constantFrom('', '\u200b', '\u2060', '\u00ad', '\u202e'),
          fc.nat(),
          (one, around, unseen, at) => {
            const place = one.text.length - 1 - (at % (one.secret.length - 1))
            const text = one.text.slice(0, place) + unseen + one.text.slice(place)
            for (const whole of [`${around} ${text} ${around}`, `${text}\n${around}`, `(${text})`]) {
              const shown = excerptOf(whole)
              // Parts of it would be as bad: any ten letters in a row.
              for (let from = 0; from + 10 <= one.secret.length; from += 1)
                expect(shown).not.toContain(one.secret.slice(from, from + 10))
            }
          },
        ),
        { numRuns: 60 },
      )
    },
  )

  it('says that something was hidden', () => {
    expect(excerptOf(`Use ghp_${'a1'.repeat(18)} for the push`)).toBe(`Use ${HIDDEN_SECRET} for the push`)
    expect(excerptOf(`deploy with token: ${'x'.repeat(9)} today`)).toBe(`deploy with token: ${HIDDEN_SECRET} today`)
  })

  it('is one line of at most 120 characters, with nothing in it that hides or turns the text around', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6000 }), (text) => {
        const shown = excerptOf(text)
        expect(graphemes(shown)).toBeLessThanOrEqual(EXCERPT_LENGTH)
        expect(shown.length).toBeLessThanOrEqual(480)
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u)
        expect(shown.isWellFormed()).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['a direction override', 'Pay \u202Egpj.exe', 'Pay gpj.exe'],
    ['line feeds and tabs', 'one\r\n\ttwo\u2028three', 'one two three'],
    ['an escape sequence', 'red \u001b[31malert', 'red [31malert'],
    ['a tag character', 'a\u{e0041}b', 'ab'],
    ['a lone half of a character', 'a\ud83db', 'ab'],
  ])('drops %s', (_what, text, shown) => {
    expect(excerptOf(text)).toBe(shown)
  })

  it.each([
    ['120 letters', `${'a '.repeat(59)}ab`, `${'a '.repeat(59)}ab`],
    ['121 letters', `${'a '.repeat(60)}b`, `${'a '.repeat(59)}a…`],
    [
      'characters of several code points',
      'é '.normalize('NFD').repeat(70),
      `${'é '.normalize('NFD').repeat(59)}${'é'.normalize('NFD')}…`,
    ],
    ['nothing', '', ''],
  ])('of %s is cut by characters as a person counts them', (_what, text, shown) => {
    expect(excerptOf(text)).toBe(shown)
  })

  it('does not let heaped marks or endless clusters make it long', () => {
    expect(excerptOf(`a${'\u0301'.repeat(1000)}b`)).toBe(`a${'\u0301'.repeat(4)}b`)
    expect(excerptOf('\u1100'.repeat(3000))).toBe('…')
  })

  it('leaves words, paths, names of branches and identifiers as they are', () => {
    for (const text of [
      'Rotate the tokens in docs/security/threat-model-of-the-desktop.md',
      'task-0123456789abcdef waits in feature/a_long_name_of_a_branch_that_goes_on',
      '7f3c1a52-9b0e-4d57-8a61-0c2f5e9d3b44 at 12:30',
    ])
      expect(excerptOf(text)).toBe(text)
  })

  it('of a very long text does not take long', () => {
    const began = process.cpuUsage().user
    for (const piece of ['a', 'a ', ':', 'token ', 'ey', '1:', '-----BEGIN ', '\u0301'])
      expect(graphemes(excerptOf(piece.repeat(200_000)))).toBeLessThanOrEqual(EXCERPT_LENGTH)
    expect(process.cpuUsage().user - began).toBeLessThan(5_000_000)
  })
})
