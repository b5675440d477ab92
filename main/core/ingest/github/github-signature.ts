import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../kernel/app-error.ts'

/**
 * Checks `X-Hub-Signature-256` over the raw bytes against every secret, in constant time, and returns the place of the one that fitted
 * (0 is the current one). While a secret is being changed two are good at once.
 * Rule: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 * Throws AppError `signature_missing` or `signature_invalid`.
 */
export function verifyGithubSignature(secrets: readonly string[], raw: Uint8Array, header: string | null): number {
  if (header === null || header === '') throw new AppError('signature_missing', 'X-Hub-Signature-256 is missing.')
  const hex = /^sha256=([0-9a-f]{64})$/.exec(header)?.[1]
  const given = Buffer.from(hex ?? '0'.repeat(64), 'hex')
  // All of them, whichever fits: the time taken does not tell which secret is in use.
  const fits = secrets.map((secret) => timingSafeEqual(given, createHmac('sha256', secret).update(raw).digest()))
  const place = fits.indexOf(true)
  if (hex === undefined || place === -1)
    throw new AppError('signature_invalid', 'X-Hub-Signature-256 does not fit the body.')
  return place
}
