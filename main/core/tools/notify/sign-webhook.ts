import { createHmac } from 'node:crypto'

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: 24 to 64 bytes. */
const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/
const KEY_BYTES = { least: 24, most: 64 }

/** The key in a `whsec_…` secret; null when it is none. */
export function signingKey(secret: string): Uint8Array | null {
  const text = SECRET.exec(secret)?.[1]
  const key = text === undefined ? null : Buffer.from(text, 'base64')
  return key === null || key.length < KEY_BYTES.least || key.length > KEY_BYTES.most ? null : key
}

export interface WebhookMessage {
  /** The same for every attempt; without a full stop, which separates the parts of what is signed. */
  readonly id: string
  /** Of this attempt. */
  readonly at_ms: number
  readonly body: string
}

/**
 * Headers of a signed webhook by Standard Webhooks (symmetric, `v1`): HMAC-SHA256 over `id.timestamp.body`.
 * Rule: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHeaders(key: Uint8Array, { id, at_ms, body }: WebhookMessage): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at_ms / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
