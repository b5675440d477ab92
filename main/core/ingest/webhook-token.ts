import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../kernel/app-error.ts'

/**
 * Compares a shown secret with ours in constant time, whatever its length. `sender` is named in the error, the secret never.
 * Throws AppError `webhook_token_missing` or `webhook_token_invalid`.
 */
export function checkWebhookToken(secret: string | null, given: string | null, sender: string): void {
  if (given === null || given === '')
    throw new AppError('webhook_token_missing', `The delivery shows no ${sender} secret.`)
  // Without a secret of ours nothing fits.
  if (secret === null) throw new AppError('webhook_token_invalid', `No ${sender} secret is set here.`)
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(given), digest(secret)))
    throw new AppError('webhook_token_invalid', `The ${sender} secret of the delivery is not ours.`)
}
