const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENS: readonly number[] = [0x7b, 0x5b]
const CLOSES: readonly number[] = [0x7d, 0x5d]

/**
 * Whether the JSON text is nested deeper than `levels`, in one pass over its bytes, without parsing: whatever walks the value later may
 * recurse. In UTF-8 a byte of these is always the character itself (RFC 3629, 3).
 */
export function nestedDeeperThan(raw: Uint8Array, levels: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < raw.length; i += 1) {
    const byte = raw[i] as number
    if (inString) {
      if (byte === BACKSLASH) i += 1
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (byte < 0x5b) continue
    else if (OPENS.includes(byte)) {
      depth += 1
      if (depth > levels) return true
    } else if (CLOSES.includes(byte)) depth -= 1
  }
  return false
}
