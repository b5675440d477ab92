export interface TextPart {
  readonly text: string
  /** Name of a character that cannot be seen or that turns the reading direction, or null for ordinary text. */
  readonly mark: string | null
}

const NAMES: Readonly<Record<number, string>> = {
  173: 'soft hyphen',
  1564: 'Arabic letter mark',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'end of direction',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'end of isolate',
  65279: 'zero width no-break space',
}

// Joiners between other than ASCII letters are part of words and pictures (Persian, families of emoji) and stay as they are.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be found
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them by itself, combined or not
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\ufeff\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]|(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]|(?<![^\u0000-\u007f])[\u200c\u200d]/gu

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return `${number} ${NAMES[code] ?? (code < 0xa0 ? 'control character' : 'invisible character')}`
}

/** Splits text from outside so that no character in it can hide, or turn the text around it. Line feed and tab stay. */
export function inertParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  const source = text.replaceAll('\r\n', '\n')
  for (const match of source.matchAll(HIDDEN)) {
    if (match.index > from) parts.push({ text: source.slice(from, match.index), mark: null })
    parts.push({ text: nameOf(match[0]).split(' ', 1)[0] ?? '', mark: nameOf(match[0]) })
    from = match.index + match[0].length
  }
  if (from < source.length) parts.push({ text: source.slice(from), mark: null })
  return parts
}

/** The same for places that take only a string: tooltips and names for screen readers. */
export function inertString(text: string): string {
  return inertParts(text)
    .map((part) => (part.mark === null ? part.text : `[${part.text}]`))
    .join('')
}
