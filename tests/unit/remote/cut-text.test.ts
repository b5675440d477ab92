import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText, oneLine, quoted, spokenTime } from '../../../main/core/remote/cut-text.ts'

const words = fc.string({ unit: fc.constantFrom('😀', '\n', 'x', '\u202e', '\ud800', ' '), maxLength: 80 })

describe('text that is cut', () => {
  it('never ends in half a character', () => {
    expect(cutText('a😀b', 2)).toBe('a')
    expect(cutText('a😀b', 3)).toBe('a😀')
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 90 }), (text, max) => {
        expect(cutText(text, max).length).toBeLessThanOrEqual(max)
        expect(cutText(text, max).isWellFormed()).toBe(true)
      }),
    )
  })

  it('is one line within its limit, with an ellipsis when something is missing', () => {
    expect(oneLine(' a\n b ', 10)).toBe('a b')
    expect(oneLine('abcdef', 4)).toBe('abc…')
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 90 }), (text, max) => {
        expect(oneLine(text, max)).not.toContain('\n')
        expect(oneLine(text, max).length).toBeLessThanOrEqual(max)
      }),
    )
  })

  it('is quoted line by line within its limit, and what is missing is counted', () => {
    expect(quoted('a\nbc', 100)).toEqual({ text: '> a\n> bc', left_out: 0 })
    expect(quoted('a\nbcd', 9)).toEqual({ text: '> a\n> bcd', left_out: 0 })
    expect(quoted('a\nbcd', 8)).toEqual({ text: '> a\n> bc', left_out: 1 })
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 200 }), (text, max) => {
        const { text: shown, left_out } = quoted(text, max)
        expect(shown.length).toBeLessThanOrEqual(max)
        for (const line of shown === '' ? [] : shown.split('\n')) expect(line.startsWith('> ')).toBe(true)
        if (left_out === 0) expect(shown.length).toBeGreaterThanOrEqual(text.length)
      }),
    )
  })

  it('spells an instant, and keeps what is none', () => {
    expect(spokenTime('2026-01-31T10:30:00.123+01:00')).toBe('2026-01-31 09:30:00 UTC')
    expect(spokenTime('never\nagain')).toBe('never again')
  })
})
