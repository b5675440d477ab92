import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMostlyDifferent, wordDiff } from '../../../renderer/features/tasks/word-diff.ts'

const marked = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'gone' ? `[-${text}-]` : `[+${text}+]`))
    .join('')

describe('the difference between two wordings', () => {
  test('names the word that was replaced and leaves its full stop alone', () => {
    expect(marked('before Friday.\nThen rest.', 'before Monday.\nThen rest.')).toBe(
      'before [-Friday-][+Monday+].\nThen rest.',
    )
  })

  test('shows what was added in the middle and what was left out at the end', () => {
    expect(marked('send it now, please', 'send all of it now')).toBe('send [+all of +]it now[-, please-]')
  })

  test('two texts far too long to compare word by word count as wholly different', () => {
    const before = Array.from({ length: 3_000 }, (_, n) => `a${n}`).join(' ')
    const after = Array.from({ length: 3_000 }, (_, n) => `b${n}`).join(' ')
    expect(wordDiff(before, after)).toEqual([
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ])
  })

  test.each([
    ['send it now, please', 'send all of it now', false],
    ['Clean the cache', 'Clean the cache and then tell everybody on the team about it', false],
    ['Clean the cache', 'Deploy a website', true],
    ['Clean the cache', 'Deploy the website to production at once', true],
    ['a b c d', 'a b', false],
  ])('%j and %j are mostly different: %j', (before, after, mostly) => {
    expect(isMostlyDifferent(wordDiff(before, after))).toBe(mostly)
  })

  test('holds every character of both texts, in order', () => {
    const words = fc
      .array(fc.constantFrom('a', 'b', 'c', ' ', '\n', '.', 'ä́', '😀', '\u202e'))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(words, words, (before, after) => {
        const parts = wordDiff(before, after)
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map(({ text }) => text)
            .join('')
        expect(without('new')).toBe(before)
        expect(without('gone')).toBe(after)
      }),
    )
  })
})
