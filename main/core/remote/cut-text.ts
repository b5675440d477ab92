import { inertWords } from './inert-words.ts'

/** Most characters of a message, counted as Telegram does, in UTF-16 units (https://core.telegram.org/bots/api#sendmessage). */
export const MESSAGE_LENGTH = 4096

/** At most `max` UTF-16 units of well-formed text. A character of two units is taken whole or not at all. */
export function cutText(text: string, max: number): string {
  const whole = text.toWellFormed()
  if (whole.length <= max) return whole
  const splitsOne = /[\ud800-\udbff]/.test(whole.charAt(max - 1))
  return whole.slice(0, splitsOne ? max - 1 : max)
}

/** Words from outside on one line: inert, at most `max` units, with an ellipsis when something is missing. */
export function oneLine(text: string, max: number): string {
  const line = inertWords(text.replace(/\s+/g, ' ').trim())
  return line.length <= max ? line.toWellFormed() : `${cutText(line, max - 1)}…`
}

export interface Quoted {
  readonly text: string
  /** Characters that found no room. */
  readonly left_out: number
}

const MARK = '> '

/** A screen breaks a line at a long gap, and what comes behind it would stand at the beginning of a line without its mark. */
const LONG_GAP = /[^\S\n]{12,}/g

/**
 * Words from outside as a quotation of at most `max` units. Every line of it is marked, so that none can pass for a line of the card.
 */
export function quoted(words: string, max: number): Quoted {
  const inert = inertWords(words)
    .toWellFormed()
    .replace(LONG_GAP, (gap) => ` [${gap.length} spaces] `)
  const lines: string[] = []
  let used = 0
  let taken = 0
  for (const line of inert.split('\n')) {
    const room = max - used - MARK.length - (lines.length > 0 ? 1 : 0)
    // A line that does not even begin is left to `left_out`, an empty one may stand at the very edge.
    if (room < Math.min(line.length, 1)) break
    const part = cutText(line, room)
    lines.push(MARK + part)
    used += MARK.length + part.length + (lines.length > 1 ? 1 : 0)
    taken += part.length + 1
    if (part.length < line.length) {
      taken -= 1
      break
    }
  }
  return { text: lines.join('\n'), left_out: Math.max(0, inert.length - taken) }
}

/** `2026-01-31 09:30:00 UTC`. What is no instant stays as it is, on one line. */
export function spokenTime(instant: string): string {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) return oneLine(instant, 40)
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
