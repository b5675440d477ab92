const MAX_LENGTH = 200

/** Words that others had a part in, as one line that a list can be trusted with: no control characters, no marks that turn text around. */
export function oneLine(text: string): string {
  const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const letters = [...plain]
  return letters.length > MAX_LENGTH ? `${letters.slice(0, MAX_LENGTH - 1).join('')}…` : plain
}
