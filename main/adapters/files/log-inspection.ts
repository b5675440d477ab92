import { open } from 'node:fs/promises'
import { createChainVerifier } from '../../core/audit/chain-verifier.ts'
import { isEventLine } from '../../core/audit/event-line.ts'
import { BEGINNING, type ChainPosition, isWholeLine, NO_LINE, prevHashOf, seqOf } from '../../core/audit/hash-chain.ts'
import type { HeadVerdict } from '../../core/audit/head-signature.ts'
import { ACTIVE_SEGMENT } from '../../core/audit/segment-names.ts'
import type { ChainVerdict, SoundChain, Tampering } from '../../core/audit/tamper.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { findBreakBetween, findGap } from './log-segment-order.ts'
import { firstLine, type LogSegment, lastLine, listSegments, readLines } from './log-segments.ts'
import type { WriterStart } from './log-writer.ts'
import { type HeadKeys, readHead } from './signed-head.ts'

/** Bytes of an unfinished last line: everything from `offset` on. */
export interface TornTail {
  readonly path: string
  readonly offset: number
  readonly bytes: Uint8Array
}

/** What was found in the audit folder, before anything is changed in it. */
export interface LogInspection {
  readonly segments: readonly LogSegment[]
  readonly head: HeadVerdict
  /** Lines after an open head count as sound: they are what a crash leaves. */
  readonly verdict: ChainVerdict
  readonly torn: TornTail | null
  /** Where writing may go on; null when the verdict is bad. */
  readonly start: WriterStart | null
}

interface Reading {
  readonly verdict: ChainVerdict
  readonly torn: TornTail | null
  /** Length of the last segment without a torn tail. */
  readonly length: number
}

/**
 * Verifies what can be verified at every start: the signed head, and the chain from the segment that holds the signed
 * line (the active one, unless a crash fell into a rotation) to the end. Of older segments only that they are there and
 * follow each other; the lines in them are left to `audit verify`.
 */
export async function inspectLog(folder: string, keys: Pick<HeadKeys, 'publicKey' | 'keyId'>): Promise<LogInspection> {
  const head = await readHead(folder, keys.publicKey, keys.keyId)
  const segments = await listSegments(folder)
  const signedSeq = head.state === 'trusted' ? head.head.seq : 0
  // Without a head that can be believed the log is refused in any case; the active segment is looked at to say more.
  const first = await firstToVerify(segments, head.state === 'trusted' ? signedSeq : Number.MAX_SAFE_INTEGER)
  const anchor = await positionBefore(segments, first)
  const toRead = segments.slice(first)

  let reading = await readChain(toRead, anchor, head, signedSeq, null)
  const offset = reading.verdict.ok ? null : await offsetOfBrokenLastLine(toRead)
  if (offset !== null) {
    const without = await readChain(toRead, anchor, head, signedSeq, offset)
    if (without.verdict.ok) reading = without
  }
  const { torn, length } = reading
  const verdict = reading.verdict.ok ? ((await findMissing(segments, first, head)) ?? reading.verdict) : reading.verdict
  const start = verdict.ok ? whereToGoOn(segments, verdict, head, anchor, length) : null
  return { segments, head, verdict, torn, start }
}

/** `first`: index of the first segment that was read; those before it are looked at by their ends. */
async function findMissing(
  segments: readonly LogSegment[],
  first: number,
  head: HeadVerdict,
): Promise<Tampering | null> {
  const signed = head.state === 'trusted' ? head.head : null
  return (await findGap(segments)) ?? (await findBreakBetween(segments.slice(0, first), signed))
}

async function firstToVerify(segments: readonly LogSegment[], signedSeq: number): Promise<number> {
  let index = Math.max(segments.length - 1, 0)
  for (; index > 0; index--) {
    const line = await firstLine((segments[index] as LogSegment).path)
    if (line !== null && seqOf(line) - 1 <= signedSeq) break
  }
  return index
}

async function positionBefore(
  segments: readonly LogSegment[],
  index: number,
): Promise<ChainPosition & { prev_hash: string }> {
  const previous = segments[index - 1]
  const line = previous === undefined ? null : await lastLine(previous.path)
  if (line === null) return { ...BEGINNING, prev_hash: NO_LINE }
  return { seq: seqOf(line.bytes), hash: sha256(line.bytes), prev_hash: prevHashOf(line.bytes) ?? NO_LINE }
}

/** A last line that has its line feed but is not a whole line; null when the last line is whole. */
async function offsetOfBrokenLastLine(segments: readonly LogSegment[]): Promise<number | null> {
  const last = segments.at(-1)
  if (last === undefined) return null
  const line = await lastLine(last.path)
  return line === null || isWholeLine(line.bytes) ? null : line.offset
}

/** `cutAt`: offset in the last segment from which on the bytes are taken for an unfinished line. */
async function readChain(
  segments: readonly LogSegment[],
  anchor: ChainPosition,
  head: HeadVerdict,
  signedSeq: number,
  cutAt: number | null,
): Promise<Reading> {
  const verifier = createChainVerifier(anchor, signedSeq)
  verifier.startFile(ACTIVE_SEGMENT)
  let rest: Uint8Array = new Uint8Array(0)
  let length = 0
  let stranger: Tampering | null = null
  for (const segment of segments) {
    verifier.unfinished(rest)
    verifier.startFile(segment.name)
    const file = await open(segment.path, 'r')
    try {
      const { size } = await file.stat()
      const to = cutAt !== null && segment === segments.at(-1) ? cutAt : size
      let lineNumber = 0
      const take = (line: Uint8Array): boolean => {
        lineNumber++
        verifier.line(line)
        if (seqOf(line) > signedSeq) stranger ??= strangerAt(line, segment.name, lineNumber)
        return true
      }
      const end = await readLines(file, { from: 0, to }, take, () => undefined)
      length = end.offset
      rest = end.rest
      if (to < size) {
        rest = new Uint8Array(size - to)
        await file.read(rest, 0, size - to, to)
      }
    } finally {
      await file.close()
    }
  }
  const path = segments.at(-1)?.path
  const torn = path === undefined || rest.length === 0 ? null : { path, offset: length, bytes: rest }
  const verdict = verifier.finish(head, rest, 'accepted')
  return { verdict: verdict.ok && stranger !== null ? stranger : verdict, torn, length }
}

/** Nothing but the chain vouches for a line that was not yet signed, and anyone can lengthen a chain: it must be an event at least. */
function strangerAt(line: Uint8Array, file: string, lineNumber: number): Tampering | null {
  if (isEventLine(line)) return null
  const detail = 'it was not yet signed, and it is not an audit event'
  return { ok: false, kind: 'edited', file, line_number: lineNumber, seq: seqOf(line), detail }
}

function whereToGoOn(
  segments: readonly LogSegment[],
  verdict: SoundChain,
  head: HeadVerdict,
  anchor: { readonly prev_hash: string },
  length: number,
): WriterStart {
  const signed = head.state === 'trusted' ? head.head : { seq: 0, count: 0 }
  const position = {
    seq: verdict.last_seq,
    hash: verdict.last_hash,
    prev_hash: verdict.count > 0 ? verdict.last_prev_hash : anchor.prev_hash,
    count: signed.count + (verdict.last_seq - signed.seq),
  }
  const last = segments.at(-1)
  if (last === undefined) return { position, ordinal: 1, length: 0 }
  if (last.name !== ACTIVE_SEGMENT) return { position, ordinal: last.ordinal + 1, length: null }
  // A crash in a rotation can leave an active segment without its first line: it is made anew.
  return { position, ordinal: last.ordinal, length: length === 0 && last.ordinal > 1 ? null : length }
}
