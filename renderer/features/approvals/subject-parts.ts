import { inertParts } from '../../design/inert-text.ts'

export interface SubjectPart {
  /** The characters themselves: the parts put together are the subject, character for character. */
  readonly raw: string
  /** What stands on the screen for them when they could hide or mislead, or null when they are shown as they are. */
  readonly shown: string | null
  /** Name of the character, for the pointer. */
  readonly name: string | null
}

/** Spaces that look like the ordinary one, and the joiners, which ordinary text may keep between its letters. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them by itself, joined or not
const LOOKALIKE = /[\t\n\r\u00a0\u1680\u2000-\u200a\u200c\u200d\u202f\u205f\u3000\ufe0e\ufe0f]/u
/** Letters that pass for Latin ones when they stand in a Latin word. */
const FOREIGN =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u
/** Other shapes of the Latin letters, digits and signs themselves: full width, and those of formulas. */
const OTHER_SHAPE = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u
const NAMES: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\n': 'line feed',
  '\r': 'carriage return',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
}

const numberOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/**
 * Splits the subject for showing it exactly: nothing is left out, merged or replaced, and every character that cannot be seen, or that
 * looks like another, stands there by its number. With `asNumbers` that holds of every character beyond ASCII.
 */
export function subjectParts(subject: string, asNumbers: boolean): SubjectPart[] {
  const parts: SubjectPart[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') parts.push({ raw: plain, shown: null, name: null })
    plain = ''
  }
  const characters = [...subject]
  for (const [place, character] of characters.entries()) {
    const name = nameOf(character, characters[place - 1] ?? '', characters[place + 1] ?? '')
    if (name === null && !(asNumbers && isBeyondAscii(character))) {
      plain += character
      continue
    }
    flush()
    const number = numberOf(character)
    parts.push({ raw: character, shown: number, name: name === null ? number : `${number} ${name}` })
  }
  flush()
  return parts
}

const LATIN = /[A-Za-z0-9]/

/** Why it cannot be left to the eye; null for a character that can. */
function nameOf(character: string, before: string, after: string): string | null {
  if (LOOKALIKE.test(character)) return NAMES[character] ?? 'space or selector'
  if (OTHER_SHAPE.test(character)) return 'other shape of a Latin character'
  if (FOREIGN.test(character) && (LATIN.test(before) || LATIN.test(after)))
    return 'letter of another script in a Latin word'
  return hiddenName(character)
}

const isBeyondAscii = (character: string) => (character.codePointAt(0) ?? 0) > 0x7f

/** Half of a pair stands for nothing; UTF-8 cannot carry it. */
function hiddenName(character: string): string | null {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0xd800 && code <= 0xdfff) return 'half of a character'
  if (code >= 0x20 && code < 0x7f) return null
  const mark = inertParts(character)[0]?.mark ?? null
  return mark === null ? null : mark.slice(mark.indexOf(' ') + 1)
}

/** How many characters are beyond ASCII: letters of other scripts can look like Latin ones. */
export function beyondAscii(subject: string): number {
  let count = 0
  for (const character of subject) if (isBeyondAscii(character)) count += 1
  return count
}
