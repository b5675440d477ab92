import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSecretRedactor } from '../../../main/core/agents/secret-redactor.ts'

it.each([
  ['as it is', 'p"ss w/rd+1', (secret: string) => secret],
  ['in JSON', 'p"ss w/rd+1', (secret: string) => JSON.stringify({ secret })],
  ['in an address', 'p"ss w/rd+1', (secret: string) => `https://x/?q=${encodeURIComponent(secret)}`],
  ['in base64', 'p"ss w/rd+1', (secret: string) => Buffer.from(secret).toString('base64')],
  ['in base64 for addresses', 'p?ss~w/rd+1', (secret: string) => Buffer.from(secret).toString('base64url')],
  ['in hexadecimal digits', 'p"ss w/rd+1', (secret: string) => Buffer.from(secret).toString('hex')],
])('takes a secret out %s', (_, secret, write) => {
  const line = createSecretRedactor([secret])(`before ${write(secret)} after`)
  expect(line).toContain('[hidden]')
  expect(line).not.toContain(write(secret))
  expect(line.startsWith('before ') && line.endsWith(' after')).toBe(true)
})

it('takes out the lines of a secret of several lines, and leaves nothing of one that is part of another', () => {
  const redact = createSecretRedactor(['first line of it\nsecond line of it', 'abcdef', 'abcdefghi'])
  expect(redact('x second line of it y')).toBe('x [hidden] y')
  expect(redact('abcdefghi')).toBe('[hidden]')
})

it('leaves everything else as it is, also what is too short to be told from chance', () => {
  const redact = createSecretRedactor(['abc', ''])
  fc.assert(
    fc.property(fc.string(), (line) => {
      expect(redact(line)).toBe(line)
    }),
  )
})

it('never lets a secret through, wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'[hidden]'.includes(secret) && !/[\r\n]/.test(secret))
      const shown = createSecretRedactor([secret])(`${before}${secret}${after}`)
      expect(shown.split('[hidden]').some((part) => part.includes(secret))).toBe(false)
    }),
  )
})
