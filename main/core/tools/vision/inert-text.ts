/** Words of somebody else, in lines, with nothing that moves a cursor or turns text around. At most `most` characters. */
export function inertText(words: string, most: number): { readonly text: string; readonly cut: boolean } {
  const plain = words
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Zl}\p{Zp}]/gu, '\n')
    .replaceAll(/(?!\n)\p{C}+/gu, ' ')
    .trim()
  const letters = [...plain]
  return letters.length > most ? { text: letters.slice(0, most).join(''), cut: true } : { text: plain, cut: false }
}
