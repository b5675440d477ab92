import type { KeyObject } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { SignedHead } from '../../../contract/audit-event.ts'
import { type AnchorCheck, createAnchorCheck } from '../../core/audit/anchor-check.ts'
import { type Deposit, judgeDeposits } from '../../core/audit/anchor-deposit.ts'
import { type ChainVerifier, createChainVerifier } from '../../core/audit/chain-verifier.ts'
import { BEGINNING } from '../../core/audit/hash-chain.ts'
import type { HeadVerdict } from '../../core/audit/head-signature.ts'
import { ACTIVE_SEGMENT } from '../../core/audit/segment-names.ts'
import type { ChainVerdict } from '../../core/audit/tamper.ts'
import { findGap } from './log-segment-order.ts'
import { type LogSegment, listSegments, openSegment, readLines } from './log-segments.ts'
import { readHead } from './signed-head.ts'

export interface VerifyOptions {
  readonly folder: string
  readonly publicKey: KeyObject
  readonly keyId: string
  /** True when a service may be writing to the log at this moment: lines on their way to being signed are then waited for. */
  readonly isServiceRunning: boolean
  /** What was found at anchors; empty when none is looked at. */
  readonly deposits: readonly Deposit[]
  /** Told about once per MiB. `total` is the length of the log when the reading began. */
  readonly onProgress: (done: number, total: number) => void
}

interface OpenSegment extends LogSegment {
  readonly file: FileHandle
  /** Length when it was opened. */
  readonly size: number
}

const HEAD_WAIT_MS = 5000
const HEAD_POLL_MS = 20
const SNAPSHOT_ATTEMPTS = 20

/** A log as it was read, with the head that it was held against. */
export interface ReadLog {
  readonly verdict: ChainVerdict
  readonly head: SignedHead | null
}

/** Told of every line that follows from the one before it. The bytes are only valid during the call. */
export type LineObserver = (seq: number, hash: string, bytes: Uint8Array) => void

/** Reads the whole log, every segment from its first line on, and holds it against the signed head and the deposits. Changes nothing. */
export async function verifyLogFolder(options: VerifyOptions): Promise<ChainVerdict> {
  return (await readLogFolder(options, null)).verdict
}

/** The same, telling an observer of the lines; null costs nothing. */
export async function readLogFolder(options: VerifyOptions, observer: LineObserver | null): Promise<ReadLog> {
  const { trusted, bad } = judgeDeposits(options.deposits, options)
  const anchors = createAnchorCheck(trusted)
  const observe = (verifier: ChainVerifier): ChainVerifier =>
    trusted.length === 0 && observer === null ? verifier : observed(verifier, anchors, observer)
  const { verdict, head } = await verifyLines(options, observe)
  const signed = head.state === 'trusted' ? head.head : null
  if (!verdict.ok) return { verdict, head: signed }
  // Lines that all fit can still lie in files that do not: then the service could not find them.
  const gap = await findGap(await listSegments(options.folder))
  return { verdict: gap ?? bad ?? anchors.judge(verdict), head: signed }
}

async function verifyLines(
  options: VerifyOptions,
  observe: (verifier: ChainVerifier) => ChainVerifier,
): Promise<{ verdict: ChainVerdict; head: HeadVerdict }> {
  const { folder, publicKey, keyId } = options
  // The head is read before the lengths are taken, so that a log in good order is never shorter than it.
  const head = await readHead(folder, publicKey, keyId)
  const segments = await snapshot(folder)
  const verifier = observe(createChainVerifier(BEGINNING, head.state === 'trusted' ? head.head.seq : 0))
  verifier.startFile(ACTIVE_SEGMENT)
  const finish = (against: HeadVerdict, rest: Uint8Array) => ({
    verdict: verifier.finish(against, rest, 'unsigned'),
    head: against,
  })
  try {
    const { rest, offset } = await readAll(segments, verifier, options.onProgress)
    if (!options.isServiceRunning || verifier.failed()) return finish(head, rest)
    const covering = await headThatCovers(options, verifier.lastSeq())
    if (covering === null) return finish(head, rest)
    const goal = covering.state === 'trusted' ? covering.head.seq : 0
    await readUpTo(folder, segments.at(-1), offset, verifier, goal)
    return finish(covering, new Uint8Array(0))
  } finally {
    await Promise.all(segments.map((segment) => segment.file.close()))
  }
}

/** The verifier, telling of the lines that it accepts, and the anchors of those that they wait for. */
function observed(verifier: ChainVerifier, anchors: AnchorCheck, observer: LineObserver | null): ChainVerifier {
  return {
    ...verifier,
    line: (bytes) => {
      const before = verifier.lastSeq()
      verifier.line(bytes)
      const seq = verifier.lastSeq()
      if (seq === before) return
      const hash = verifier.lastHash()
      if (seq >= anchors.nextSeq()) anchors.passed(seq, hash)
      observer?.(seq, hash, bytes)
    },
  }
}

/** Opens every segment of one moment, although the service may be putting one away. */
async function snapshot(folder: string): Promise<readonly OpenSegment[]> {
  for (let attempt = 1; ; attempt++) {
    const listed = await listSegments(folder)
    const opened: OpenSegment[] = []
    try {
      for (const segment of listed) {
        const file = await open(segment.path, 'r')
        opened.push({ ...segment, file, size: 0 })
      }
      const again = await listSegments(folder)
      const same = again.length === listed.length && again.at(-1)?.name === listed.at(-1)?.name
      if (same || attempt === SNAPSHOT_ATTEMPTS) {
        return await Promise.all(opened.map(async (one) => ({ ...one, size: (await one.file.stat()).size })))
      }
    } catch (error) {
      await closeAll(opened)
      if (attempt === SNAPSHOT_ATTEMPTS) throw error
      continue
    }
    await closeAll(opened)
  }
}

async function closeAll(segments: readonly OpenSegment[]): Promise<void> {
  await Promise.all(segments.map((segment) => segment.file.close()))
}

async function readAll(
  segments: readonly OpenSegment[],
  verifier: ChainVerifier,
  onProgress: VerifyOptions['onProgress'],
): Promise<{ rest: Uint8Array; offset: number }> {
  const total = segments.reduce((sum, segment) => sum + segment.size, 0)
  let done = 0
  let end = { rest: new Uint8Array(0) as Uint8Array, offset: 0 }
  const take = (line: Uint8Array): boolean => {
    verifier.line(line)
    return true
  }
  for (const segment of segments) {
    verifier.unfinished(end.rest)
    verifier.startFile(segment.name)
    end = await readLines(segment.file, { from: 0, to: segment.size }, take, (bytes) => {
      done += bytes
      onProgress(done, total)
    })
  }
  return end
}

/** The head once it reaches `seq` (or cannot be believed any more); null when it does not come to that in time. */
async function headThatCovers(options: VerifyOptions, seq: number): Promise<HeadVerdict | null> {
  for (let waited = 0; ; waited += HEAD_POLL_MS) {
    const head = await readHead(options.folder, options.publicKey, options.keyId)
    if (head.state !== 'trusted' || head.head.seq >= seq) return head
    if (waited >= HEAD_WAIT_MS) return null
    await pause(HEAD_POLL_MS)
  }
}

/** The log has grown meanwhile: goes on, over a rotation too, exactly to the line that the head names. */
async function readUpTo(
  folder: string,
  last: OpenSegment | undefined,
  offset: number,
  verifier: ChainVerifier,
  goal: number,
): Promise<void> {
  const whole = { from: 0, to: Number.MAX_SAFE_INTEGER }
  const take = (line: Uint8Array): boolean => {
    if (verifier.lastSeq() < goal && !verifier.failed()) verifier.line(line)
    return verifier.lastSeq() < goal && !verifier.failed()
  }
  const short = (): boolean => verifier.lastSeq() < goal && !verifier.failed()
  if (short() && last !== undefined) await readLines(last.file, { ...whole, from: offset }, take, () => undefined)
  for (let ordinal = (last?.ordinal ?? 0) + 1; short(); ordinal++) {
    const next = await openSegment(folder, ordinal)
    if (next === null) return
    verifier.startFile(next.segment.name)
    await readLines(next.file, whole, take, () => undefined).finally(() => next.file.close())
  }
}
