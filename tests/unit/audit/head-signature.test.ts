import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeHead, signHead } from '../../../main/core/audit/head-signature.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { KEYS, TS } from '../../support/audit-chain.ts'

const STATEMENT = {
  ...{
    seq: 9,
    hash: sha256('9'),
    prev_hash: sha256('8'),
    count: 9,
    ts: TS,
    state: 'open' as const,
    key_id: KEYS.keyId,
  },
}
const TEXT = JSON.stringify(signHead(STATEMENT, KEYS.privateKey))
const judge = (text: string | null) => judgeHead(text, KEYS.publicKey, KEYS.keyId)

test('a head that was signed with the key is trusted, whatever the order of its members', () => {
  expect(judge(TEXT)).toMatchObject({ state: 'trusted', head: STATEMENT })
  const turned = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(TEXT)).reverse()))
  expect(judge(turned)).toMatchObject({ state: 'trusted' })
})

test('no byte of a head can be changed', () => {
  fc.assert(
    fc.property(fc.nat(TEXT.length - 1), fc.integer({ min: 1, max: 127 }), (at, change) => {
      const bytes = Buffer.from(TEXT)
      bytes[at] = (bytes[at] as number) ^ change
      expect(judge(bytes.toString('latin1')).state).toBe('untrusted')
    }),
    { numRuns: 1000 },
  )
})

test('a missing head is told apart from one that cannot be read', () => {
  expect(judge(null)).toEqual({ state: 'absent' })
  expect(judge('')).toMatchObject({ state: 'untrusted', reason: 'it is not a signed head' })
  expect(judge('{}')).toMatchObject({ state: 'untrusted', reason: 'it is not a signed head' })
})

test('what a forged head says of itself is cut and printable before anyone sees it', () => {
  const key_id = `\u001b[2J\u009b31mkey\n\u202e${'k'.repeat(5000)}`
  const forged = judge(JSON.stringify({ ...signHead(STATEMENT, KEYS.privateKey), key_id }))
  expect(forged).toMatchObject({ state: 'untrusted', reason: expect.stringMatching(/^[ -~]{20,120}$/) })
  expect(forged).toMatchObject({ reason: expect.stringContaining('key?') })
})
