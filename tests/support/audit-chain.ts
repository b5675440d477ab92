import * as fc from 'fast-check'
import { createChainVerifier } from '../../main/core/audit/chain-verifier.ts'
import type { EventDraft } from '../../main/core/audit/event-log.ts'
import {
  BEGINNING,
  type ChainPosition,
  chainedLine,
  createBodyWriter,
  NO_LINE,
} from '../../main/core/audit/hash-chain.ts'
import { type HeadStatement, type HeadVerdict, judgeHead, signHead } from '../../main/core/audit/head-signature.ts'
import { createLineSplitter } from '../../main/core/audit/line-splitter.ts'
import type { ChainVerdict } from '../../main/core/audit/tamper.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { draft, makeKeys } from './audit-log.ts'

export const KEYS = makeKeys('key-1')
export const TS = '2026-01-31T09:30:00.000Z'
export const LINE_FEED = Buffer.from('\n')

/** Lines (without line feeds) of a chain that follows `from`. */
export function chain(drafts: readonly EventDraft[], from: ChainPosition = BEGINNING): Buffer[] {
  const body = createBodyWriter()
  let { seq, hash } = from
  return drafts.map((one) => {
    const line = Buffer.from(chainedLine(++seq, body(one, TS), hash))
    hash = sha256(line)
    return line
  })
}

/** Hash that the head of the lost log had signed. */
export const LOST_HASH = sha256('lost')

/** First line of a log that goes on after a loss. */
export function recoveryDraft(firstSeq: number): EventDraft {
  const data = { reason: 'disk died', last_signed_hash: LOST_HASH, first_seq: firstSeq }
  return draft(0, { type: 'audit_log_recovered', data })
}

export function fileOf(lines: readonly Buffer[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line, LINE_FEED]))
}

/** The head that signs a sound log from its first line to its last. */
export function headOf(lines: readonly Buffer[], overrides: Partial<HeadStatement> = {}): HeadVerdict {
  const last = lines.at(-1)
  const event = last === undefined ? { seq: 0, prev_hash: NO_LINE } : JSON.parse(last.toString())
  const statement = {
    seq: event.seq,
    hash: last === undefined ? NO_LINE : sha256(last),
    prev_hash: event.prev_hash,
    count: lines.length,
    ts: TS,
    state: 'open',
    key_id: KEYS.keyId,
    ...overrides,
  } as HeadStatement
  return judgeHead(JSON.stringify(signHead(statement, KEYS.privateKey)), KEYS.publicKey, KEYS.keyId)
}

/** Verifies files in their order; each is given as its bytes. */
export function verify(
  files: readonly Buffer[],
  head: HeadVerdict,
  afterHead: 'unsigned' | 'accepted' = 'unsigned',
): ChainVerdict {
  const verifier = createChainVerifier(BEGINNING, head.state === 'trusted' ? head.head.seq : 0)
  let rest: Uint8Array = new Uint8Array(0)
  for (const [i, bytes] of files.entries()) {
    verifier.unfinished(rest)
    verifier.startFile(`file-${i + 1}`)
    const splitter = createLineSplitter(0, (line) => verifier.line(line))
    splitter.push(bytes)
    rest = splitter.rest()
  }
  return verifier.finish(head, rest, afterHead)
}

const printable = fc.string({ unit: 'binary', maxLength: 20 })

/** Any line that a caller could write. */
export const anyDraft: fc.Arbitrary<EventDraft> = fc.record({
  type: fc.constantFrom('request_served', 'task_created', 'webhook_received'),
  actor: fc.record({
    sub: fc.string({ minLength: 1, maxLength: 10 }),
    scopes: fc.constant(['admin']),
    door: fc.constant('http'),
  }),
  correlation_id: printable,
  task_id: fc.option(printable, { nil: null }),
  route: fc.option(printable, { nil: null }),
  status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: null }),
  data: fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(printable, fc.integer(), fc.constant(null), fc.boolean()), {
    maxKeys: 3,
  }),
}) as fc.Arbitrary<EventDraft>

/** Sound logs of `min` to 12 lines, some beginning after an accepted loss. */
export function anyLog(min: number): fc.Arbitrary<Buffer[]> {
  const plain = fc.array(anyDraft, { minLength: min, maxLength: 12 }).map((drafts) => chain(drafts))
  const recovered = fc
    .tuple(fc.array(anyDraft, { minLength: min - 1, maxLength: 11 }), fc.integer({ min: 1, max: 100_000 }))
    .map(([drafts, seq]) => chain([recoveryDraft(seq + 1), ...drafts], { seq, hash: LOST_HASH }))
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: recovered })
}
