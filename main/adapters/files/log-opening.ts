import { mkdir, open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { EventDraft } from '../../core/audit/event-log.ts'
import { NO_LINE } from '../../core/audit/hash-chain.ts'
import { ACTIVE_SEGMENT } from '../../core/audit/segment-names.ts'
import type { Tampering } from '../../core/audit/tamper.ts'
import type { Clock } from '../../core/kernel/clock.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import { syncFolder } from '../disk/sync-folder.ts'
import { inspectLog, type LogInspection } from './log-inspection.ts'
import { ownLine } from './log-own-line.ts'
import { positionAfterLoss, quarantine, removeTemporaries, type SetAside, setTornTailAside } from './log-recovery.ts'
import type { WriterStart } from './log-writer.ts'
import type { HeadKeys } from './signed-head.ts'

/** What opening found and did. */
export interface OpeningReport {
  /** True when there was no log before. */
  readonly fresh: boolean
  readonly torn: SetAside | null
  /** Lines that a crash left after the signed head: verified, and signed now. */
  readonly resigned: { readonly from_seq: number; readonly to_seq: number } | null
  /** What was wrong, when the operator accepted the loss. */
  readonly recovered: Tampering | null
}

/** A log that can be written to again. */
export interface PreparedLog {
  readonly start: WriterStart
  readonly report: OpeningReport
  /** Lines that tell what was done, to be written before all others. */
  readonly firstLines: readonly EventDraft[]
  /** True when an open head must be on the disk before the next line is. */
  readonly signFirst: boolean
}

/** Remembers, apart from the log, that a log was begun: without it a log that is gone looks like one that never was. */
export interface LogWitness {
  exists(): boolean
  /** Durable when it returns. Idempotent. */
  create(): void
}

interface PrepareOptions {
  readonly folder: string
  readonly keys: HeadKeys
  readonly clock: Clock
  readonly recover: string | null
  readonly witness: LogWitness
}

/** Inspects the log and mends what a crash left. Throws StartupError when the log does not fit its signed head. */
export async function prepareLog(options: PrepareOptions): Promise<PreparedLog> {
  const { folder } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await removeTemporaries(folder)
  const inspection = await inspectLog(folder, options.keys)
  const { start } = inspection
  const gone = inspection.verdict.ok && inspection.head.state === 'absent' && options.witness.exists()
  const verdict = gone ? GONE : inspection.verdict
  if (verdict.ok && start !== null) return goOn(options, inspection, start)
  if (verdict.ok) throw new Error('a sound log has a place to go on from')
  if (options.recover === null) throw refusal(folder, verdict)
  return startAfterLoss(options, inspection, verdict, options.recover)
}

/** Neither log nor head, although there were both. */
const GONE: Tampering = {
  ok: false,
  kind: 'truncated',
  file: ACTIVE_SEGMENT,
  line_number: 1,
  seq: 1,
  detail: 'the log and its head are gone, but a log was begun here before',
}

async function goOn(options: PrepareOptions, found: LogInspection, start: WriterStart): Promise<PreparedLog> {
  const { folder, clock } = options
  const signed = found.head.state === 'trusted' ? found.head.head : null
  const torn = found.torn === null ? null : await setTornTailAside(folder, found.torn, clock)
  const tail = signed !== null && signed.seq < start.position.seq
  const resigned = tail ? { from_seq: signed.seq + 1, to_seq: start.position.seq } : null
  if (start.length === 0) await makeEmptySegment(folder)
  const firstLines: EventDraft[] = []
  if (torn !== null) firstLines.push(ownLine('audit_torn_line_set_aside', { ...torn }))
  if (resigned !== null) firstLines.push(ownLine('audit_tail_resigned', { ...resigned }))
  return {
    start,
    report: { fresh: signed === null, torn, resigned, recovered: null },
    firstLines,
    signFirst: signed === null || signed.state === 'closed',
  }
}

async function startAfterLoss(
  options: PrepareOptions,
  found: LogInspection,
  loss: Tampering,
  reason: string,
): Promise<PreparedLog> {
  const { moved, lastReadableSeq } = await quarantine(options.folder, found.segments, options.clock)
  const { seq, hash } = positionAfterLoss(found.head, lastReadableSeq)
  const signed = found.head.state === 'trusted' ? found.head.head : null
  await makeEmptySegment(options.folder)
  const line = ownLine('audit_log_recovered', {
    reason,
    problem: loss.kind,
    problem_file: loss.file,
    problem_line: loss.line_number,
    problem_seq: loss.seq,
    problem_detail: loss.detail,
    quarantined: moved.map((file) => ({ ...file })),
    last_signed_seq: signed?.seq ?? null,
    last_signed_hash: signed?.hash ?? null,
    // Nothing before this line fixes its seq, so that the line itself says it twice.
    first_seq: seq + 1,
  })
  return {
    start: { position: { seq, hash, prev_hash: NO_LINE, count: 0 }, ordinal: 1, length: 0 },
    report: { fresh: false, torn: null, resigned: null, recovered: loss },
    firstLines: [line],
    signFirst: false,
  }
}

async function makeEmptySegment(folder: string): Promise<void> {
  const file = await open(join(folder, ACTIVE_SEGMENT), 'a', 0o600)
  await file.close()
  await syncFolder(folder)
}

function refusal(folder: string, loss: Tampering): StartupError {
  const where = `${basename(folder)}/${loss.file} line ${loss.line_number} (seq ${loss.seq})`
  return new StartupError(
    1,
    `The audit log does not fit its signed head: ${where} is ${loss.kind}: ${loss.detail}.`,
    'Look at it with: countersign audit verify. To accept the loss and go on in a new log: countersign serve --accept-audit-loss "REASON"',
  )
}
