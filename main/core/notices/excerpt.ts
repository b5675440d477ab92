import { hideSecrets } from './hide-secrets.ts'
import { seenLine } from './seen-line.ts'

/** Most characters of an excerpt, as a person counts them (grapheme clusters, https://www.unicode.org/reports/tr29/). */
export const EXCERPT_LENGTH = 120

/** Most UTF-16 units of it: one character can be made of any number of marks. */
const MOST_UNITS = 480

/** What is looked at of a long text, in UTF-16 units: far more than is shown, so that a secret is whole when it is looked for. */
const LOOKED_AT = 4000

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Words of others as one short line for a place outside of the console: without characters that nobody sees, without what looks like a
 * secret, and with an ellipsis when something is missing.
 */
export function excerptOf(text: string): string {
  // A word that was cut in two may be half a secret.
  const whole = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT).replace(/\S+$/, '') : text
  return cut(hideSecrets(seenLine(whole)), text.length > LOOKED_AT)
}

/** At most EXCERPT_LENGTH characters, the ellipsis among them. */
function cut(line: string, isPart: boolean): string {
  let kept = ''
  let count = 0
  for (const { segment } of segmenter.segment(line)) {
    if (count === EXCERPT_LENGTH - 1 || kept.length + segment.length >= MOST_UNITS) {
      const isLast = kept.length + segment.length === line.length && kept.length + segment.length < MOST_UNITS
      return isLast && !isPart ? line : `${kept}…`
    }
    kept += segment
    count += 1
  }
  return isPart ? `${kept}…` : kept
}
