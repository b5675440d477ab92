const SHORT_CHARACTERS = 4_000
const SHORT_LINES = 40

/** Where a long text is cut: never inside a character. */
export function cutAt(text: string): number {
  let end = 0
  for (let line = 0; line < SHORT_LINES; line += 1) {
    const next = text.indexOf('\n', end)
    if (next < 0) {
      end = text.length
      break
    }
    end = next + 1
  }
  const cut = Math.min(end, SHORT_CHARACTERS)
  const code = text.charCodeAt(cut - 1)
  return code >= 0xd800 && code < 0xdc00 ? cut - 1 : cut
}
