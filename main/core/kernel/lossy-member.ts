const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * The first member of a JSON text that reading it would lose, with what is wrong with it, in words; null when nothing is lost. A name that
 * an object has twice loses its first value (RFC 7493, 2.3 forbids it), and `__proto__` is lost when the object is rebuilt. The text must be
 * JSON.
 */
export function lossyMember(text: string): string | null {
  // The names of each object that is open, the innermost last; null for an array.
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === OPEN_OBJECT) open.push(new Set())
    else if (unit === OPEN_ARRAY) open.push(null)
    else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) open.pop()
    else if (unit === QUOTE) {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names instanceof Set && isName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string
        if (name === '__proto__') return 'a member named "__proto__" cannot be kept'
        if (names.has(name)) return `the member ${JSON.stringify(name.slice(0, 100))} is there twice`
        names.add(name)
      }
      at = end - 1
    }
  }
  return null
}

/** The place after the closing quotation mark. */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at + 1
}

/** Of all strings only a name has a colon behind it. */
function isName(text: string, end: number): boolean {
  let at = end
  // The white space of JSON (RFC 8259, 2).
  while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at += 1
  return text.charCodeAt(at) === COLON
}
