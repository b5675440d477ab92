import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../kernel/app-error.ts'

/**
 * Checks `X-Hub-Signature-256` over the raw bytes in constant time.
 * Rule: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 * Throws AppError `signature_missing` or `signature_invalid`.
 */
export function verifyGithubSignature(secret: string, raw: Uint8Array, header: string | null): void {
  if (header === null || header === '') throw new AppError('signature_missing', 'X-Hub-Signature-256 is missing.')
  const expected = createHmac('sha256', secret).update(raw).digest()
  const match = /^sha256=([0-9a-f]{64})$/.exec(header)
  const given = match?.[1] === undefined ? Buffer.alloc(expected.length) : Buffer.from(match[1], 'hex')
  if (!timingSafeEqual(given, expected) || match === null)
    throw new AppError('signature_invalid', 'X-Hub-Signature-256 does not fit the body.')
}
