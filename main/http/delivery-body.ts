import { isUtf8 } from 'node:buffer'
import type { DeliveryDetail } from '../../contract/delivery.ts'

const MAX_SHOWN_BYTES = 256 * 1024

/**
 * The beginning of a body as text, or as base64 when it is not UTF-8. `cutOff`: `raw` itself is only the beginning of what came, and may
 * end in the middle of a character.
 */
export function shownBody(raw: Uint8Array, cutOff: boolean): NonNullable<DeliveryDetail['body']> {
  const part = raw.subarray(0, MAX_SHOWN_BYTES)
  const truncated = cutOff || part.length < raw.length
  const text = textOf(part, truncated)
  return text === null
    ? { text: Buffer.from(part).toString('base64'), encoding: 'base64', truncated }
    : { text, encoding: 'utf-8', truncated }
}

/** Null when it is not UTF-8. A last character that was cut in two is left out. */
function textOf(bytes: Uint8Array, truncated: boolean): string | null {
  if (!truncated && !isUtf8(bytes)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: truncated })
  } catch {
    return null
  }
}
