// Joiners between other than ASCII letters are part of words and pictures (Persian, families of emoji) and stay as they are.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be found
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![^\u0000-\u007f])[\u200c\u200d]/gu

/**
 * Text from outside in which no character can hide, or turn the text around it: each such one is written as its number, `[U+202E]`. Line
 * feed and tab stay. The console's windows keep the same rule (renderer/design/inert-text.ts); a test holds the two together.
 */
export function inertWords(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(
      HIDDEN,
      (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
}
