import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../kernel/app-error.ts'

/** A delivery as its sender says to have signed it; the headers as they came. */
export interface SignedWebhook {
  /** Any of them may have signed it. `whsec_` and base64, or any other text. */
  readonly secrets: readonly string[]
  /** `webhook-id`. */
  readonly id: string | null
  /** `webhook-timestamp`: Unix seconds. */
  readonly timestamp: string | null
  /** `webhook-signature`: signatures with a space between them. */
  readonly signatureHeader: string
  readonly raw: Uint8Array
  readonly now_ms: number
}

/** Within so much of our clock, either way, a signature is taken. */
const TOLERANCE_S = 300
/** Without a full stop: it is what separates id, time and body in the signed text. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/
const SECONDS = /^\d{1,12}$/
const BASE64 = /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** HMAC-SHA256 in base64. Signatures of other versions (`v1a`) are for those who know them. */
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/
const PREFIX = 'whsec_'

/**
 * Checks a signature by Standard Webhooks over `id.timestamp.body` in constant time, and only then the time that it vouches for.
 * Rule: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * Throws AppError `webhook_header_missing`, `signature_invalid` or `timestamp_outside_window`.
 */
export function verifyStandardWebhook({ secrets, id, timestamp, signatureHeader, raw, now_ms }: SignedWebhook): void {
  if (id === null || !ID.test(id))
    throw new AppError('webhook_header_missing', 'webhook-id is missing or has characters that cannot be signed.')
  if (timestamp === null || !SECONDS.test(timestamp))
    throw new AppError('webhook_header_missing', 'webhook-timestamp is missing or no Unix seconds.')
  const given = signatureHeader.split(' ').flatMap((part) => SIGNATURE.exec(part)?.[1] ?? [])
  const expected = secrets.flatMap((secret) => keyOf(secret) ?? []).map((key) => mac(key, id, timestamp, raw))
  let fits = false
  for (const signature of given) {
    const bytes = Buffer.from(signature, 'base64')
    for (const own of expected) fits = timingSafeEqual(bytes, own) || fits
  }
  if (!fits) throw new AppError('signature_invalid', 'webhook-signature does not fit the body.')
  const offset = Number(timestamp) - now_ms / 1000
  if (Math.abs(offset) > TOLERANCE_S)
    throw new AppError(
      'timestamp_outside_window',
      `webhook-timestamp is ${Math.ceil(Math.abs(offset))} s ${offset < 0 ? 'old' : 'ahead'}; ${TOLERANCE_S} s are taken.`,
    )
}

/** Null for `whsec_` without base64 behind it: an empty key would let everybody sign. */
function keyOf(secret: string): Buffer | null {
  if (!secret.startsWith(PREFIX)) return secret === '' ? null : Buffer.from(secret)
  const text = secret.slice(PREFIX.length)
  return BASE64.test(text) ? Buffer.from(text, 'base64') : null
}

function mac(key: Buffer, id: string, timestamp: string, raw: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw).digest()
}
