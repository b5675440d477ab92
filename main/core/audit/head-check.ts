import { sha256 } from '../kernel/sha256.ts'
import { type ChainPosition, NO_LINE, seqOf } from './hash-chain.ts'
import type { HeadVerdict } from './head-signature.ts'
import type { ChainVerdict, Tampering, TamperKind } from './tamper.ts'

export interface LineSeen {
  readonly file: string
  readonly line_number: number
  readonly seq: number
  readonly hash: string
  readonly prev_hash: string
}

/** What was read of a chain in which every line fits the one before. */
export interface ChainSeen {
  readonly file: string
  readonly lineNumber: number
  readonly count: number
  readonly firstSeq: number
  readonly last: LineSeen | null
  /** Line at the signed seq, when it is not the last. */
  readonly watched: LineSeen | null
  readonly afterWatched: LineSeen | null
  readonly start: ChainPosition
  readonly recovered: boolean
}

const HEAD_FILE = 'head.json'
const LINE_FEED_LENGTH = 1

/** Holds a sound chain against its signed head: is it all there, is it the one that was signed, is all of it signed? */
export function judgeEnd(
  seen: ChainSeen,
  verdict: HeadVerdict,
  rest: Uint8Array,
  afterHead: 'unsigned' | 'accepted',
): ChainVerdict {
  const lastSeq = seen.last?.seq ?? seen.start.seq
  const lastHash = seen.last?.hash ?? seen.start.hash
  const next = { file: seen.file, line_number: seen.lineNumber + 1, seq: lastSeq + 1 }
  const empty = seen.count === 0 && rest.length === 0 && seen.start.seq === 0
  const sound = (signedSeq: number, state: 'open' | 'closed'): ChainVerdict => ({
    ok: true,
    count: seen.count,
    first_seq: seen.firstSeq,
    last_seq: lastSeq,
    last_hash: lastHash,
    last_prev_hash: seen.last?.prev_hash ?? NO_LINE,
    signed_seq: signedSeq,
    state,
    begins_with_recovery: seen.recovered,
    anchored_seq: null,
  })

  if (verdict.state === 'absent' && empty) return sound(0, 'open')
  if (verdict.state !== 'trusted') {
    const reason = verdict.state === 'absent' ? 'there is none' : verdict.reason
    return {
      ...bad('unsigned', `the signed head cannot be believed: ${reason}`),
      file: HEAD_FILE,
      line_number: 1,
      seq: lastSeq,
    }
  }

  const { head } = verdict
  if (head.seq > lastSeq) return judgeShortfall(next, head, rest)
  if (seen.recovered && head.seq > 0 && head.seq < seen.firstSeq) {
    const detail = `the log begins after line ${head.seq}, which was signed; nothing in it is signed`
    return { ...bad('unsigned', detail), line_number: 1, seq: seen.firstSeq }
  }
  const atHead = signedLine(seen, head.seq)
  if (atHead.hash !== head.hash) {
    const kind = atHead.prev_hash === head.prev_hash ? 'edited' : 'forked'
    const detail =
      kind === 'edited'
        ? 'its bytes are not the ones that were signed'
        : 'it belongs to another chain than the one that was signed'
    return { ...bad(kind, detail), ...place(atHead) }
  }
  if (seen.start.seq === 0 && seen.count > 0 && head.seq - seen.firstSeq + 1 !== head.count && head.seq > 0) {
    const detail = `the signed head counts ${head.count} lines up to line ${head.seq}, there are ${head.seq - seen.firstSeq + 1}`
    return { ...bad('dropped', detail), line_number: 1, seq: seen.firstSeq }
  }
  const after = lastSeq > head.seq || rest.length > 0
  if (!after || (afterHead === 'accepted' && head.state === 'open')) return sound(head.seq, head.state)
  const first = seen.afterWatched === null ? next : place(seen.afterWatched)
  const why = head.state === 'closed' ? 'the log was closed in good order' : 'the signed head'
  return { ...bad('unsigned', `it was added after ${why}, which ends with line ${head.seq}`), ...first }

  function bad(kind: TamperKind, detail: string): Tampering {
    return { ok: false, kind, ...next, detail }
  }
}

function judgeShortfall(
  next: Pick<Tampering, 'file' | 'line_number' | 'seq'>,
  head: { readonly seq: number; readonly hash: string },
  rest: Uint8Array,
): Tampering {
  const lineFeedChanged = rest.length > 0 && sha256(rest.subarray(0, rest.length - LINE_FEED_LENGTH)) === head.hash
  if (lineFeedChanged) {
    return { ok: false, kind: 'edited', ...next, detail: 'its line feed was overwritten' }
  }
  const torn = rest.length === 0 ? '' : ` with ${rest.length} bytes of an unfinished line ${seqOf(rest) || next.seq}`
  const detail = `the log ends after line ${next.seq - 1}${torn}, but lines up to ${head.seq} were signed`
  return { ok: false, kind: 'truncated', ...next, detail }
}

function signedLine(seen: ChainSeen, seq: number): LineSeen {
  if (seen.last?.seq === seq) return seen.last
  if (seen.watched?.seq === seq) return seen.watched
  // The line before the first that was read; for an empty log both hashes are zeros.
  if (seen.start.seq === seq) return { file: seen.file, line_number: 0, seq, hash: seen.start.hash, prev_hash: '' }
  throw new Error(`line ${seq} was not watched`)
}

function place(line: LineSeen): Pick<Tampering, 'file' | 'line_number' | 'seq'> {
  return { file: line.file, line_number: line.line_number, seq: line.seq }
}
