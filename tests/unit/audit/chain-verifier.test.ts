import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createChainVerifier } from '../../../main/core/audit/chain-verifier.ts'
import { BEGINNING, seqOf } from '../../../main/core/audit/hash-chain.ts'
import { judgeHead, signHead } from '../../../main/core/audit/head-signature.ts'
import { TAMPER_EXIT_CODES } from '../../../main/core/audit/tamper.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import {
  anyDraft,
  anyLog,
  chain,
  fileOf,
  headOf,
  KEYS,
  LINE_FEED,
  LOST_HASH,
  recoveryDraft,
  verify,
} from '../../support/audit-chain.ts'
import { draft, makeKeys } from '../../support/audit-log.ts'

const seqAt = (log: readonly Buffer[], i: number): number => seqOf(log[i] as Buffer)
/** A log and the index of one of its lines, at least `from` from the start and `before` from the end. */
const logAndLine = (min: number, from: number, before: number): fc.Arbitrary<[Buffer[], number]> =>
  anyLog(min).chain((log) => fc.tuple(fc.constant(log), fc.integer({ min: from, max: log.length - 1 - before })))

describe('a log that nobody touched', () => {
  test('is sound, however its lines are spread over files', () => {
    fc.assert(
      fc.property(logAndLine(1, 0, 0), ([log, cut]) => {
        const verdict = verify([fileOf(log.slice(0, cut)), fileOf(log.slice(cut))], headOf(log))
        expect(verdict).toMatchObject({ ok: true, count: log.length, last_seq: seqAt(log, log.length - 1) })
      }),
    )
  })

  test('is sound when it has no line and no head yet, and when the head signs that there is none', () => {
    expect(verify([], { state: 'absent' })).toMatchObject({ ok: true, count: 0, last_seq: 0 })
    expect(verify([Buffer.alloc(0)], headOf([]))).toMatchObject({ ok: true, count: 0 })
  })

  test('that begins after an accepted loss is sound, and the verdict says so', () => {
    const log = chain([recoveryDraft(51), draft(1)], { seq: 50, hash: LOST_HASH })
    expect(verify([fileOf(log)], headOf(log))).toMatchObject({ ok: true, first_seq: 51, begins_with_recovery: true })
    const plain = chain([draft(1)])
    expect(verify([fileOf(plain)], headOf(plain))).toMatchObject({ ok: true, begins_with_recovery: false })
  })
})

describe('the first bad line is named when', () => {
  test('any byte of the log is changed', () => {
    const edit = anyLog(1).chain((log) =>
      fc.tuple(fc.constant(log), fc.integer({ min: 0, max: fileOf(log).length - 1 }), fc.integer({ min: 1, max: 255 })),
    )
    fc.assert(
      fc.property(edit, ([log, at, change]) => {
        const bytes = fileOf(log)
        bytes[at] = (bytes[at] as number) ^ change
        const line = fileOf(log)
          .subarray(0, at)
          .filter((byte) => byte === 0x0a).length
        const verdict = verify([bytes], headOf(log))
        expect(verdict).toMatchObject({ ok: false, kind: 'edited', line_number: line + 1 })
      }),
      { numRuns: 2000 },
    )
  })

  test('lines are taken out of the middle or from the beginning', () => {
    const hole = anyLog(3).chain((log) =>
      fc
        .tuple(fc.constant(log), fc.integer({ min: 0, max: log.length - 2 }))
        .chain(([, from]) =>
          fc.tuple(fc.constant(log), fc.constant(from), fc.integer({ min: from + 1, max: log.length - 1 })),
        ),
    )
    fc.assert(
      fc.property(hole, ([log, from, to]) => {
        const verdict = verify([fileOf([...log.slice(0, from), ...log.slice(to)])], headOf(log))
        expect(verdict).toMatchObject({ ok: false, kind: 'dropped', line_number: from + 1, seq: seqAt(log, to) })
      }),
      { numRuns: 500 },
    )
  })

  test('two lines change places, or one is moved', () => {
    const places = anyLog(3).chain((log) =>
      fc.tuple(fc.constant(log), fc.nat(log.length - 1), fc.nat(log.length - 1)).filter(([, a, b]) => a < b),
    )
    fc.assert(
      fc.property(places, fc.boolean(), ([log, a, b], swap) => {
        const changed = [...log]
        if (swap) [changed[a], changed[b]] = [log[b] as Buffer, log[a] as Buffer]
        else changed.splice(b, 0, ...changed.splice(a, 1))
        const verdict = verify([fileOf(changed)], headOf(log))
        expect(verdict).toMatchObject({ ok: false, kind: 'reordered', line_number: a + 1 })
      }),
      { numRuns: 500 },
    )
  })

  test('the end is cut off, between lines or within one', () => {
    const cut = anyLog(1).chain((log) => fc.tuple(fc.constant(log), fc.nat(fileOf(log).length - 1)))
    fc.assert(
      fc.property(cut, ([log, length]) => {
        const bytes = fileOf(log).subarray(0, length)
        const whole = bytes.filter((byte) => byte === 0x0a).length
        const verdict = verify([bytes], headOf(log))
        expect(verdict).toMatchObject({ ok: false, kind: 'truncated', line_number: whole + 1 })
      }),
      { numRuns: 500 },
    )
  })

  test('a line is there twice, or another line has its seq', () => {
    fc.assert(
      fc.property(logAndLine(2, 0, 0), anyDraft, fc.boolean(), ([log, i], other, same) => {
        const before = { seq: seqAt(log, i) - 1, hash: JSON.parse((log[i] as Buffer).toString()).prev_hash }
        const second = same ? (log[i] as Buffer) : (chain([other], before)[0] as Buffer)
        const verdict = verify([fileOf([...log.slice(0, i + 1), second, ...log.slice(i + 1)])], headOf(log))
        expect(verdict).toMatchObject({ ok: false, kind: 'forked', line_number: i + 2, seq: seqAt(log, i) })
      }),
      { numRuns: 500 },
    )
  })

  test('the log was written anew from some line on, in a chain that fits itself', () => {
    fc.assert(
      fc.property(logAndLine(3, 1, 1), fc.integer({ min: 0, max: 3 }), ([log, i], longer) => {
        const from = { seq: seqAt(log, i - 1), hash: sha256(log[i - 1] as Buffer) }
        const forged = chain(
          Array.from({ length: log.length - i + longer }, (_, n) => draft(n + 1000)),
          from,
        )
        const verdict = verify([fileOf([...log.slice(0, i), ...forged])], headOf(log))
        expect(verdict).toMatchObject({ ok: false, kind: 'forked', line_number: log.length })
      }),
      { numRuns: 300 },
    )
  })

  test('lines were added after the signed head', () => {
    fc.assert(
      fc.property(logAndLine(2, 0, 1), ([log, signed]) => {
        const head = headOf(log.slice(0, signed + 1))
        const found = { ok: false, kind: 'unsigned', line_number: signed + 2, seq: seqAt(log, signed + 1) }
        expect(verify([fileOf(log)], head)).toMatchObject(found)
        expect(verify([fileOf(log)], head, 'accepted')).toMatchObject({ ok: true, signed_seq: seqAt(log, signed) })
      }),
    )
  })
})

describe('the head decides', () => {
  const log = chain([draft(1), draft(2), draft(3)])
  const file = [fileOf(log)]

  test('a log without a head is unsigned', () => {
    expect(verify(file, { state: 'absent' })).toMatchObject({ ok: false, kind: 'unsigned', file: 'head.json' })
  })

  test('a head that was signed with another key is not believed, even under our key id', () => {
    const other = makeKeys(KEYS.keyId)
    const head = headOf(log)
    if (head.state !== 'trusted') throw new Error('the head should be trusted')
    const { signature: _, ...statement } = head.head
    const forged = judgeHead(JSON.stringify(signHead(statement, other.privateKey)), KEYS.publicKey, KEYS.keyId)
    expect(verify(file, forged)).toMatchObject({ ok: false, kind: 'unsigned', file: 'head.json' })
    const renamed = judgeHead(
      JSON.stringify(signHead({ ...statement, key_id: 'x' }, other.privateKey)),
      KEYS.publicKey,
      KEYS.keyId,
    )
    expect(renamed).toMatchObject({ state: 'untrusted', reason: expect.stringContaining('another key (x instead of') })
  })

  test('lines after a head that says closed are never accepted', () => {
    const head = headOf(log.slice(0, 2), { state: 'closed' })
    expect(verify(file, head, 'accepted')).toMatchObject({ ok: false, kind: 'unsigned', line_number: 3 })
  })

  test('a log that begins after what the head signed is not taken for what came of it', () => {
    const renewed = chain([recoveryDraft(51), draft(1)], { seq: 50, hash: LOST_HASH })
    const old = headOf(chain([draft(1)], { seq: 49, hash: LOST_HASH }))
    const found = { ok: false, kind: 'unsigned', line_number: 1, seq: 51 }
    expect(verify([fileOf(renewed)], old, 'accepted')).toMatchObject(found)
  })

  test('a head that counts more lines than there are means that lines are gone', () => {
    expect(verify(file, headOf(log, { count: 5 }))).toMatchObject({ ok: false, kind: 'dropped', line_number: 1 })
  })

  test('an unfinished line after the head is unsigned, or accepted when the log is opened after a crash', () => {
    const torn = [Buffer.concat([fileOf(log), Buffer.from('{"seq":4,"ts"')])]
    expect(verify(torn, headOf(log))).toMatchObject({ ok: false, kind: 'unsigned', line_number: 4, seq: 4 })
    expect(verify(torn, headOf(log), 'accepted')).toMatchObject({ ok: true, last_seq: 3 })
  })

  test('a break in the chain is named before anything about the head', () => {
    const broken = [fileOf([log[0] as Buffer, log[2] as Buffer])]
    expect(verify(broken, { state: 'absent' })).toMatchObject({ ok: false, kind: 'dropped', line_number: 2 })
  })
})

test('a line feed that is missing between two files is found at the line that it ended', () => {
  const log = chain([draft(1), draft(2), draft(3)])
  const first = fileOf(log.slice(0, 2))
  const verdict = verify([first.subarray(0, first.length - LINE_FEED.length), fileOf(log.slice(2))], headOf(log))
  expect(verdict).toMatchObject({ ok: false, kind: 'edited', file: 'file-1', line_number: 2, seq: 2 })
})

test('a verifier that begins in the middle wants the first line to follow the one before', () => {
  const log = chain([draft(1), draft(2), draft(3)])
  const from = (position: { seq: number; hash: string }) => {
    const verifier = createChainVerifier(position, 3)
    verifier.startFile('second')
    verifier.line(log[2] as Buffer)
    return verifier.finish(headOf(log), new Uint8Array(0), 'unsigned')
  }
  expect(from({ seq: 2, hash: sha256(log[1] as Buffer) })).toMatchObject({ ok: true, count: 1, first_seq: 3 })
  expect(from({ seq: 2, hash: sha256('another') })).toMatchObject({ ok: false, kind: 'edited' })
  expect(from({ ...BEGINNING, seq: 1 })).toMatchObject({ ok: false, kind: 'dropped' })
})

test('every kind of tampering has its own exit code', () => {
  expect(TAMPER_EXIT_CODES).toEqual({
    ...{ edited: 10, dropped: 11, reordered: 12, truncated: 13, forked: 14, unsigned: 15 },
    ...{ rolled_back: 16, rewritten: 17, anchor_unreadable: 18 },
  })
})
