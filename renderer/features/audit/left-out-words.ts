import type { LinesLeftOut } from '../../../contract/audit-event.ts'
import { count } from '../../design/time-words.ts'

/** What of a trail is not shown because there is too much of it: how many lines of which type. Null when nothing is. */
export function leftOutWords(leftOut: LinesLeftOut): string | null {
  const parts = Object.entries(leftOut).map(([type, lines]) => `${count(lines)} of ${type}`)
  return parts.length === 0
    ? null
    : `There are too many lines. Left out here, the older ones first: ${parts.join(', ')}.`
}
