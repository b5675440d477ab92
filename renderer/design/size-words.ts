/** `0 bytes`, `812 bytes`, `4.2 kB`, `1.3 MB`: steps of 1000, one digit after the point below 10. */
export function sizeWords(bytes: number): string {
  if (bytes === 1) return '1 byte'
  if (bytes < 1000) return `${bytes} bytes`
  for (const [unit, step] of [
    ['kB', 1e3],
    ['MB', 1e6],
  ] as const) {
    const n = bytes / step
    if (n < 999.5) return `${n < 9.95 ? n.toFixed(1) : Math.round(n)} ${unit}`
  }
  return `${(bytes / 1e9).toFixed(1)} GB`
}
