/** What nobody sees, or what turns the text around it: controls, formats, lone surrogates, unassigned and ignorable characters, the blank Braille pattern. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** More marks on one letter than any language writes. */
const HEAPED_MARKS = /(\p{M}{4})\p{M}+/gu

/** Words of others as one line of nothing but what is seen. For every place outside of the console: a notification, a menu, a message. */
export function seenLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(UNSEEN, '')
    .replaceAll(HEAPED_MARKS, '$1')
    .trim()
}
