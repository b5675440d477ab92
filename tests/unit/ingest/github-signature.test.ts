import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyGithubSignature } from '../../../main/core/ingest/github/github-signature.ts'

// The worked example of GitHub's page "Validating webhook deliveries".
const SECRET = "It's a Secret to Everybody"
const BODY = Buffer.from('Hello, World!')
const GOOD = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
const signed = (secret: string) => `sha256=${createHmac('sha256', secret).update(BODY).digest('hex')}`

describe('a GitHub signature', () => {
  it('that fits the raw body is accepted', () => {
    expect(verifyGithubSignature([SECRET], BODY, GOOD)).toBe(0)
  })
  it('that is missing is named as missing', () => {
    expect(() => verifyGithubSignature([SECRET], BODY, null)).toThrow(
      expect.objectContaining({ code: 'signature_missing' }),
    )
  })
  it.each([
    ['of another body', Buffer.from('Hello, World?'), GOOD],
    ['with one digit changed', BODY, GOOD.replace('757', '657')],
    ['cut short', BODY, GOOD.slice(0, -2)],
    ['of the old sha1 kind', BODY, 'sha1=2aae6c35c94fcfb415dbe95f408b9ce91ee846ed'],
    ['in upper case hex', BODY, `sha256=${GOOD.slice(7).toUpperCase()}`],
    ['of all zeros', BODY, `sha256=${'0'.repeat(64)}`],
  ])('%s is refused', (_name, body, header) => {
    expect(() => verifyGithubSignature([SECRET, 'another'], body, header)).toThrow(
      expect.objectContaining({ code: 'signature_invalid' }),
    )
  })
  it('made with another secret is refused', () => {
    expect(() => verifyGithubSignature(['another'], BODY, GOOD)).toThrow(
      expect.objectContaining({ code: 'signature_invalid' }),
    )
  })
})

describe('while the secret is being changed', () => {
  it('a delivery signed with the new one and a delivery signed with the previous one are both accepted, and it shows which', () => {
    expect(verifyGithubSignature(['new', 'previous'], BODY, signed('new'))).toBe(0)
    expect(verifyGithubSignature(['new', 'previous'], BODY, signed('previous'))).toBe(1)
  })
  it('a third one is refused', () => {
    expect(() => verifyGithubSignature(['new', 'previous'], BODY, signed('older'))).toThrow(
      expect.objectContaining({ code: 'signature_invalid' }),
    )
  })
  it('afterwards the previous one is refused', () => {
    expect(() => verifyGithubSignature(['new'], BODY, signed('previous'))).toThrow(
      expect.objectContaining({ code: 'signature_invalid' }),
    )
  })
})

it('without any secret no signature fits, not even that of an empty one', () => {
  expect(() => verifyGithubSignature([], BODY, signed(''))).toThrow(
    expect.objectContaining({ code: 'signature_invalid' }),
  )
})
