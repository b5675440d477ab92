// Joiners between other than ASCII letters are part of words and pictures (Persian, families of emoji) and stay as they are.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be found
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them by itself, combined or not
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\ufeff\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]|(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]|(?<![^\u0000-\u007f])[\u200c\u200d]/gu

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
