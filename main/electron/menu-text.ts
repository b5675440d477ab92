import { hideSecrets } from '../core/notices/hide-secrets.ts'

/** A line of a menu, in characters. */
const LONGEST = 60

/** What is looked at of it, in UTF-16 units. */
const LOOKED_AT = 4000

/** Control characters, line and paragraph separators, and what turns the direction of text round or has no width (Unicode 9.9, 23.2). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu

/**
 * Somebody else's words as one short line of a menu: nothing in them breaks the line, turns it round, hides, becomes a key of the menu
 * (`&`, https://www.electronjs.org/docs/latest/api/menu-item), or looks like a secret: a menu is open to every eye before the screen.
 */
export function menuText(words: string): string {
  const line = hideSecrets(words.slice(0, LOOKED_AT).replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim())
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
