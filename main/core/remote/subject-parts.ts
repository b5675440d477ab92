import { cutText } from './cut-text.ts'

const ROOM = 3900

/** A subject that would need more messages is not for a telephone: it is decided at the console. */
export const MOST_PAGES = 12

/** A subject in messages of its own: cut between characters, and never within an escape. */
export function subjectParts(text: string): string[] {
  const parts: string[] = []
  for (let rest = text; rest !== ''; ) {
    let part = cutText(rest, ROOM)
    const broken = part.length < rest.length ? /\\(u[0-9a-f]{0,3})?$/.exec(part) : null
    // An even number of backslashes before it are escapes of their own.
    if (broken !== null && evenBackslashesBefore(part, broken.index)) part = part.slice(0, broken.index)
    parts.push(part)
    rest = rest.slice(part.length)
  }
  return parts
}

function evenBackslashesBefore(text: string, at: number): boolean {
  let count = 0
  while (text[at - 1 - count] === '\\') count += 1
  return count % 2 === 0
}
