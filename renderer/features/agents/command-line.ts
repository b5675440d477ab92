/**
 * Words of a command as they are typed: split at spaces, with '…' and "…" to keep them together and \ before a single character. No shell
 * is ever asked: `$`, `|` and `*` are characters like others. Null when a quote is not closed.
 */
export function commandWords(text: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let at = 0; at < text.length; at += 1) {
    const c = text.charAt(at)
    if (quote !== null && c === quote) quote = null
    else if (c === '\\' && quote !== "'" && at + 1 < text.length) {
      at += 1
      word = (word ?? '') + text.charAt(at)
    } else if (quote === null && (c === '"' || c === "'")) {
      quote = c
      word ??= ''
    } else if (quote === null && /\s/.test(c)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + c
  }
  if (quote !== null) return null
  return word === null ? words : [...words, word]
}

/** A command that `commandWords` reads as these words. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
