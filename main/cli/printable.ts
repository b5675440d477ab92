/** One line of text from outside, inert: control and direction characters become visible (in JSON they keep their meaning). */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
