import { expect, it } from 'vitest'
import { verifyStandardWebhook } from '../../../main/core/ingest/standard-webhooks.ts'
import { signingKey, webhookHeaders } from '../../../main/core/tools/notify/sign-webhook.ts'

/** Of the specification's own library: https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts */
const VECTOR = {
  ...{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330 },
  ...{ body: '{"test": 2432232314}', signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
}

function keyOf(secret: string): Uint8Array {
  const key = signingKey(secret)
  if (key === null) throw new Error('no key')
  return key
}

it('a webhook is signed as the specification’s own example is', () => {
  const { secret, id, seconds, body, signature } = VECTOR
  expect(webhookHeaders(keyOf(secret), { id, at_ms: seconds * 1000 + 999, body })).toEqual({
    ...{ 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature },
  })
})

it('what the console signs, the console takes, and not with another body, id or time', () => {
  const { secret, id, seconds, body } = VECTOR
  const headers = webhookHeaders(keyOf(secret), { id, at_ms: seconds * 1000, body })
  const signed = {
    ...{ secrets: [secret], id, timestamp: String(seconds), raw: Buffer.from(body), now_ms: seconds * 1000 },
    signatureHeader: headers['webhook-signature'] ?? '',
  }
  verifyStandardWebhook(signed)
  for (const other of [{ id: 'msg_2' }, { timestamp: String(seconds + 1) }, { raw: Buffer.from('{}') }])
    expect(() => verifyStandardWebhook({ ...signed, ...other })).toThrow('does not fit')
})

it.each([
  ['no prefix', Buffer.alloc(32).toString('base64')],
  ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
  ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ['no base64', 'whsec_not base64 at all, whatever it says'],
  ['empty', 'whsec_'],
])('a secret with %s is none', (_name, secret) => {
  expect(signingKey(secret)).toBeNull()
})
