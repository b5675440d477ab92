import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type SignedWebhook, verifyStandardWebhook } from '../../../main/core/ingest/standard-webhooks.ts'
import type { AppError } from '../../../main/core/kernel/app-error.ts'

/**
 * Known answer of the reference libraries ("sign function works"):
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts
 */
const REFERENCE: SignedWebhook = {
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signatureHeader: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  raw: Buffer.from('{"test": 2432232314}'),
  now_ms: 1614265330_000,
}
/**
 * printf '%s' 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W.1674087231.{"type":"build","ok":true}' |
 *   openssl dgst -sha256 -hmac 'plain text secret' -binary | openssl base64 -A
 */
const PLAIN: SignedWebhook = {
  secrets: ['plain text secret'],
  id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
  timestamp: '1674087231',
  signatureHeader: 'v1,bqH2nBy5ko47RgrgU3M4cNTy7eoF9RJ1ce7fBif7M3M=',
  raw: Buffer.from('{"type":"build","ok":true}'),
  now_ms: 1674087231_000,
}
const OTHER = `v1,${Buffer.alloc(32, 7).toString('base64')}`

function verdict(over: Partial<SignedWebhook>): string {
  try {
    verifyStandardWebhook({ ...REFERENCE, ...over })
    return 'taken'
  } catch (error) {
    return (error as AppError).code
  }
}

describe('a delivery signed by Standard Webhooks', () => {
  it('is taken when the signature is the one that the reference libraries make', () => {
    expect(verdict({})).toBe('taken')
  })
  it('is taken with a secret that is plain text', () => {
    expect(verdict(PLAIN)).toBe('taken')
  })
  it('is taken when any of several signatures fits any of several secrets', () => {
    expect(verdict({ signatureHeader: `${OTHER} v1a,AAAA ${REFERENCE.signatureHeader} v2,x` })).toBe('taken')
    expect(verdict({ secrets: ['old', ...REFERENCE.secrets, 'older'] })).toBe('taken')
  })
  it('is taken five minutes early or late, and not a second more', () => {
    const at = (seconds: number) => verdict({ now_ms: REFERENCE.now_ms + seconds * 1000 })
    expect([at(300), at(-300)]).toEqual(['taken', 'taken'])
    expect([at(301), at(-301)]).toEqual(['timestamp_outside_window', 'timestamp_outside_window'])
  })
})

describe('a delivery is refused', () => {
  it.each([
    ['its body was changed', { raw: Buffer.from('{"test": 2432232315}') }],
    ['its id was changed', { id: 'msg_other' }],
    ['its time was changed', { timestamp: '1614265331' }],
    ['it was signed with another secret', { secrets: ['whsec_c29tZXRoaW5nIGVsc2UgYWx0b2dldGhlcg=='] }],
    ['the signature is of another version', { signatureHeader: REFERENCE.signatureHeader.replace('v1,', 'v2,') }],
    ['the signature has no version', { signatureHeader: REFERENCE.signatureHeader.slice(3) }],
    ['the signature is cut off', { signatureHeader: REFERENCE.signatureHeader.slice(0, 20) }],
    ['there is no signature', { signatureHeader: '' }],
    ['there is no secret to sign with', { secrets: [] }],
  ])('when %s', (_, over) => {
    expect(verdict(over)).toBe('signature_invalid')
  })
  it('when it is signed with the empty key that a broken secret would be', () => {
    const signed = createHmac('sha256', '').update(`${REFERENCE.id}.${REFERENCE.timestamp}.`).update(REFERENCE.raw)
    const signatureHeader = `v1,${signed.digest('base64')}`
    for (const secret of ['', 'whsec_', 'whsec_=', 'whsec_not base64!'])
      expect([secret, verdict({ secrets: [secret], signatureHeader })]).toEqual([secret, 'signature_invalid'])
  })
  it.each([
    ['no id', { id: null }],
    ['an empty id', { id: '' }],
    ['an id with a full stop, which would blur where it ends', { id: 'msg.1614265330' }],
    ['no time', { timestamp: null }],
    ['a time that is no number', { timestamp: 'hello' }],
    ['a time with a fraction', { timestamp: '1614265330.5' }],
  ])('when it has %s', (_, over) => {
    expect(verdict(over)).toBe('webhook_header_missing')
  })
  it('for its age only when the signature is good, so that nobody else reads our clock', () => {
    expect(verdict({ now_ms: 0, signatureHeader: OTHER })).toBe('signature_invalid')
  })
})
