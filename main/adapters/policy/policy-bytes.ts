/** The text of these bytes; null when they are not UTF-8. Its bytes are these again: a byte order mark stays. */
export function textFrom(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
