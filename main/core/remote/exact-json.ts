import { inertWords } from './inert-words.ts'

/** A screen breaks a line at a long gap, and what comes behind it would stand at the beginning of a line. */
const LONG_GAP = /[^\S\n]{12,}/g

/**
 * Canonical JSON in which no character can hide, or turn the text around it: each such one is written as JSON's own escape, `\u202e`. It
 * parses to the very same value, so nothing that is shown can be mistaken for something else.
 */
export function exactJson(json: string): string {
  return [...json]
    .map((character) => (inertWords(character) === character ? character : escaped(character)))
    .join('')
    .replace(LONG_GAP, escaped)
}

/** Every UTF-16 unit by its number (RFC 8259, 7). */
function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  )
}
