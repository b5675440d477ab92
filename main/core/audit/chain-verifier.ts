import type { AuditEvent } from '../../../contract/audit-event.ts'
import { sha256 } from '../kernel/sha256.ts'
import { type ChainPosition, isWholeLine, linksTo, NO_LINE, prevHashOf, seqOf } from './hash-chain.ts'
import { judgeEnd, type LineSeen } from './head-check.ts'
import type { HeadVerdict } from './head-signature.ts'
import type { ChainVerdict, Tampering, TamperKind } from './tamper.ts'

/** Reads a log line by line, as raw bytes, and finds the first bad one. Feed files and lines in order, then `finish`. */
export interface ChainVerifier {
  startFile(name: string): void
  /** One line without its line feed. */
  line(bytes: Uint8Array): void
  /** Bytes after the last line feed of a file that is not the last one: there every line must be finished. */
  unfinished(bytes: Uint8Array): void
  /** Last well-linked line so far; seq 0 when there is none. */
  lastSeq(): number
  /** Hash of that line. */
  lastHash(): string
  /** True once a line was found that does not fit. */
  failed(): boolean
  /**
   * `rest`: bytes after the last line feed. `afterHead`: whether lines after the signed head are `unsigned` or (when the
   * log is opened after a crash) to be accepted.
   */
  finish(head: HeadVerdict, rest: Uint8Array, afterHead: 'unsigned' | 'accepted'): ChainVerdict
}

/** A doubt that the next line decides: does that line vouch for the hash of the one in doubt? */
interface Doubt {
  readonly line: LineSeen
  readonly ifVouched: Tampering
  readonly ifNot: Tampering
  /** What an absent or distant next line means. */
  readonly otherwise: Tampering
}

/**
 * `start`: the line that the first one given follows. `watchedSeq`: the signed seq, if known beforehand; its line is then
 * remembered while later ones pass.
 */
export function createChainVerifier(start: ChainPosition, watchedSeq: number): ChainVerifier {
  let file = ''
  let lineNumber = 0
  let hash = start.hash
  let seq = start.seq
  let count = 0
  let firstSeq = 0
  let recovered = false
  let last: LineSeen | null = null
  let watched: LineSeen | null = null
  let afterWatched: LineSeen | null = null
  let doubt: Doubt | null = null
  let failure: Tampering | null = null
  let missing: { from: number; to: number } | null = null

  function bad(kind: TamperKind, where: LineSeen, detail: string): Tampering {
    return { ok: false, kind, file: where.file, line_number: where.line_number, seq: where.seq, detail }
  }

  function accept(line: LineSeen): void {
    hash = line.hash
    seq = line.seq
    count++
    remember(line)
  }

  function remember(line: LineSeen): void {
    last = line
    if (line.seq === watchedSeq) watched = line
    else if (line.seq === watchedSeq + 1) afterWatched = line
  }

  function fail(found: Tampering): void {
    failure = found
    if (found.kind !== 'dropped') missing = null
  }

  /** Nothing stands before the first line of a log that goes on after a loss, so the line itself gives its place twice. */
  function beginAfterRecovery(line: LineSeen, data: AuditEvent['data'] | undefined): void {
    recovered = data?.['first_seq'] === line.seq && (data['last_signed_hash'] ?? NO_LINE) === line.prev_hash
    if (recovered) accept(line)
    else fail(bad('edited', line, 'its seq and prev_hash are not the ones in its data'))
  }

  function outOfOrder(line: LineSeen, linked: boolean): void {
    if (line.seq > seq + 1) {
      missing = { from: seq + 1, to: line.seq - 1 }
      const range =
        missing.from === missing.to ? `line ${missing.from} is` : `lines ${missing.from} to ${missing.to} are`
      const dropped = bad('dropped', line, `${range} missing before it`)
      const edited = bad('edited', line, 'its bytes are not the ones that the chain recorded')
      doubt = { line, ifVouched: dropped, ifNot: edited, otherwise: linked ? edited : dropped }
      return
    }
    const kind = line.seq < firstSeq ? 'reordered' : 'forked'
    const back = bad(
      kind,
      line,
      kind === 'forked' ? `it is a second line ${line.seq}` : 'it belongs before the first line',
    )
    const edited = bad('edited', line, 'its seq is not the one that the chain recorded')
    if (linked) doubt = { line, ifVouched: back, ifNot: edited, otherwise: edited }
    else fail(back)
  }

  /** The line does not name the hash of the one before it: either that one was changed, or this one. The next tells. */
  function unlinked(line: LineSeen): void {
    const own = bad('edited', line, 'its prev_hash is not the hash of the line before it')
    const before = last === null ? own : bad('edited', last, `its bytes do not fit the prev_hash of line ${line.seq}`)
    doubt = { line, ifVouched: before, ifNot: own, otherwise: own }
  }

  /** A line that did not pass the quick way: the first one, one after a doubt, or one that does not fit. */
  function examine(bytes: Uint8Array, found: number): void {
    const whole = isWholeLine(bytes)
    if (doubt !== null) {
      const verdict = found === doubt.line.seq + 1 ? doubt.ifNot : doubt.otherwise
      fail(whole && linksTo(bytes, doubt.line.hash) ? doubt.ifVouched : verdict)
      search(found)
      return
    }
    const prev = prevHashOf(bytes) ?? ''
    const line: LineSeen = {
      file,
      line_number: lineNumber,
      seq: found || seq + 1,
      hash: sha256(bytes),
      prev_hash: prev,
    }
    // Only the first line is parsed: nothing before it vouches for its seq.
    const event = last === null && start.seq === 0 ? parsed(bytes) : null
    if (!whole || event === 'not JSON') {
      fail(bad('edited', line, 'it is not a line of the log'))
      return
    }
    if (last === null) firstSeq = found
    const linked = linksTo(bytes, hash)
    if (event?.type === 'audit_log_recovered') beginAfterRecovery(line, event.data)
    else if (found !== seq + 1) outOfOrder(line, linked)
    else if (linked) accept(line)
    else unlinked(line)
  }

  /** After lines were found missing: one of them further on means that the order was changed, nothing was taken away. */
  function search(found: number): void {
    if (failure === null || missing === null || found < missing.from || found > missing.to) return
    failure = { ...failure, kind: 'reordered', detail: `line ${found}, which belongs before it, comes later` }
    missing = null
  }

  function settleDoubt(head: HeadVerdict): void {
    if (doubt === null) return
    const signed = head.state === 'trusted' && head.head.seq === doubt.line.seq ? head.head : null
    const vouched =
      signed?.hash === doubt.line.hash ||
      (signed?.prev_hash === doubt.line.prev_hash && doubt.ifVouched.kind === 'edited')
    const unvouched = signed === null ? doubt.otherwise : doubt.ifNot
    fail(vouched ? doubt.ifVouched : unvouched)
  }

  return {
    startFile: (name) => {
      file = name
      lineNumber = 0
    },
    line: (bytes) => {
      lineNumber++
      const found = seqOf(bytes)
      if (failure !== null) search(found)
      else if (last === null || doubt !== null || found !== seq + 1 || !linksTo(bytes, hash)) examine(bytes, found)
      else accept({ file, line_number: lineNumber, seq: found, hash: sha256(bytes), prev_hash: hash })
    },
    unfinished: (bytes) => {
      lineNumber++
      if (failure !== null || bytes.length === 0) return
      const line = { file, line_number: lineNumber, seq: seqOf(bytes) || seq + 1, hash: '', prev_hash: '' }
      fail(doubt?.otherwise ?? bad('edited', line, 'its line feed is missing'))
    },
    lastSeq: () => seq,
    lastHash: () => hash,
    failed: () => failure !== null || doubt !== null,
    finish: (head, rest, afterHead) => {
      if (failure === null) settleDoubt(head)
      if (failure !== null) return failure
      const seen = { file, lineNumber, count, firstSeq, last, watched, afterWatched, start, recovered }
      return judgeEnd(seen, head, rest, afterHead)
    },
  }
}

function parsed(bytes: Uint8Array): Partial<AuditEvent> | 'not JSON' {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Partial<AuditEvent>
  } catch {
    return 'not JSON'
  }
}
