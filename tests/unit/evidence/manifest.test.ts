import { verify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeHead, signHead } from '../../../main/core/audit/head-signature.ts'
import { judgeManifest, manifestBytes, manifestOf, refOf } from '../../../main/core/evidence/manifest.ts'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { AT, draftOf, evidenceKeys, measured } from './evidence-draft.ts'

const KEYS = evidenceKeys('key-1')
const MANIFEST = manifestOf(measured(draftOf({})), KEYS)
const BYTES = manifestBytes(MANIFEST)
const PLACE = { correlation_id: 'a1b2c3d4e5f6', package_id: 'telegram-42' }
const judge = (bytes: Uint8Array, place = PLACE) => judgeManifest(bytes, place, KEYS)

describe('a manifest', () => {
  it('names every file with its size and sha256 and is trusted where it was written', () => {
    expect(judge(BYTES)).toEqual({ state: 'trusted', manifest: MANIFEST })
    expect(MANIFEST.artifacts).toMatchObject([
      { path: 'request.txt', bytes: 7, sha256: sha256('Ship it') },
      { path: 'message.json', bytes: 18, sha256: sha256('{"text":"Ship it"}') },
    ])
  })

  it('of the same draft has the same bytes, so that the task can refer to them by their sha256', () => {
    expect(manifestBytes(manifestOf(measured(draftOf({})), KEYS))).toEqual(BYTES)
    expect(refOf(MANIFEST)).toEqual({
      ...{ package_id: 'telegram-42', manifest_sha256: sha256(BYTES), artifacts: 2, captured_at: AT },
    })
  })

  it('is distrusted after any change of any byte', () => {
    fc.assert(
      fc.property(fc.nat(BYTES.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(BYTES)
        changed[at] = (changed[at] as number) ^ change
        expect(judge(changed).state).toBe('untrusted')
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['nothing', '', 'manifest.json is not a manifest'],
    ['no JSON', '{', 'manifest.json is not a manifest'],
    ['another shape', '{"package_id":"telegram-42"}', 'manifest.json is not a manifest'],
    ['white space', `${Buffer.from(BYTES)} `, 'manifest.json does not have the bytes that were written'],
    [
      'a member twice, of which readers take either',
      Buffer.from(BYTES).toString().replace('{', '{"task_id":"other",'),
      'manifest.json does not have the bytes that were written',
    ],
    [
      'a signature that is spelled in another way',
      canonicalJson({ ...MANIFEST, signature: `${MANIFEST.signature}=` }),
      'the signature of manifest.json does not fit its content',
    ],
  ])('with %s is distrusted', (_, text, reason) => {
    expect(judge(Buffer.from(text))).toMatchObject({ state: 'untrusted', reason })
  })

  it('of another key is distrusted, and says what it claims', () => {
    const other = manifestOf(measured(draftOf({})), evidenceKeys('key-2'))
    expect(judge(manifestBytes(other))).toEqual({
      ...{ state: 'untrusted', reason: 'manifest.json was signed with another key', claims: other },
    })
    const impostor = manifestOf(measured(draftOf({})), evidenceKeys('key-1'))
    expect(judge(manifestBytes(impostor))).toMatchObject({ reason: expect.stringContaining('does not fit') })
  })

  it('that was moved to another task or under another name is distrusted', () => {
    for (const place of [
      { ...PLACE, correlation_id: 'ffffffffffff' },
      { ...PLACE, package_id: 'telegram-43' },
    ])
      expect(judge(BYTES, place)).toMatchObject({ reason: 'manifest.json belongs to another package' })
  })
})

describe('one key for two purposes', () => {
  const hash = sha256('x')
  const head = { seq: 1, hash, prev_hash: hash, count: 1, ts: AT, state: 'open' as const, key_id: KEYS.keyId }

  it('does not let a signed head pass for a manifest, nor a manifest for a head', () => {
    const signed = signHead(head, KEYS.privateKey)
    expect(judge(Buffer.from(JSON.stringify(signed))).state).toBe('untrusted')
    expect(judgeHead(JSON.stringify(MANIFEST), KEYS.publicKey, KEYS.keyId).state).toBe('untrusted')
  })

  it('signs no bytes for the one that could be signed for the other', () => {
    const { signature, ...statement } = MANIFEST
    const bare = Buffer.from(canonicalJson(statement))
    const bytes = Buffer.from(signature, 'base64url')
    expect(verify(null, bare, KEYS.publicKey, bytes)).toBe(false)
    const prefixed = Buffer.concat([Buffer.from('countersign evidence manifest v1\n'), bare])
    expect(verify(null, prefixed, KEYS.publicKey, bytes)).toBe(true)
  })
})

describe('a draft that is no package', () => {
  const [file] = draftOf({}).artifacts
  const artifacts = (...changes: object[]) =>
    draftOf({ artifacts: changes.map((change) => ({ ...(file as object), ...change })) as never })

  it.each([
    ['a path for a name', artifacts({ path: '../request.txt' })],
    ['a package id that leads elsewhere', draftOf({ package_id: '../../ssot' })],
    ['a correlation id that leads elsewhere', draftOf({ correlation_id: '..' })],
    ['a time that is none', draftOf({ created_at: 'yesterday' })],
    ['one name twice', artifacts({}, {})],
    ['the name of the manifest', artifacts({ path: 'manifest.json' })],
    ['more than a hundred files', artifacts(...Array.from({ length: 101 }, (_, n) => ({ path: `f${n}.txt` })))],
  ])('is refused: %s', (_, draft) => {
    expect(() => manifestOf(measured(draft), KEYS)).toThrow(expect.objectContaining({ code: 'internal' }))
  })
})
