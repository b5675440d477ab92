/** A line of a menu, in characters. */
const LONGEST = 60

/** Control characters, line and paragraph separators, and what turns the direction of text round or has no width (Unicode 9.9, 23.2). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu

/**
 * Somebody else's words as one short line of a menu: nothing in them breaks the line, turns it round, hides, or becomes a key of the
 * menu (`&`, https://www.electronjs.org/docs/latest/api/menu-item).
 */
export function menuText(words: string): string {
  const line = words.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()
  const letters = [...line]
  const short =
    letters.length > LONGEST
      ? `${letters
          .slice(0, LONGEST - 1)
          .join('')
          .trimEnd()}…`
      : line
  return short.replaceAll('&', '&&')
}
