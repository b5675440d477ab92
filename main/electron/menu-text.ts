import { hideSecrets } from '../core/notices/hide-secrets.ts'
import { seenLine } from '../core/notices/seen-line.ts'

/** A line of a menu, in characters. */
const LONGEST = 60

/** What is looked at of it, in UTF-16 units. */
const LOOKED_AT = 4000

/**
 * Somebody else's words as one short line of a menu: nothing in them breaks the line, turns it round, hides, becomes a key of the menu
 * (`&`, https://www.electronjs.org/docs/latest/api/menu-item), or looks like a secret: a menu is open to every eye before the screen.
 */
export function menuText(words: string): string {
  const line = hideSecrets(seenLine(words.slice(0, LOOKED_AT)))
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
