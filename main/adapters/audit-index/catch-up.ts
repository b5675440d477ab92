import type { AuditEvent } from '../../../contract/audit-event.ts'
import { isWholeLine, seqOf } from '../../core/audit/hash-chain.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import type { IndexQueries } from './index-queries.ts'
import type { IndexWriter } from './index-writer.ts'
import type { LinePlace, SegmentReader } from './segment-reader.ts'

/** What reading the log into the index came to. */
export interface CaughtUp {
  readonly lines: number
  /** Lines that do not belong into a sound log; `countersign audit verify` says what is wrong with them. */
  readonly skipped: number
}

const ROWS_AT_ONCE = 100_000

/** Reads the log from where the index ends up to line `end` and puts it into the index. */
export function catchUp(
  index: { queries: IndexQueries; writer: IndexWriter },
  log: SegmentReader,
  end: number,
): CaughtUp {
  const last = index.queries.lastLine()
  let from = last === null ? { segment: log.first(), offset: 0 } : after(last)
  let lastSeq = last?.seq ?? 0
  let lines = 0
  let skipped = 0
  let more = true

  while (more) {
    more = false
    let rows = 0
    let lastPlace: LinePlace | null = null
    const read = (line: Uint8Array, place: LinePlace): boolean => {
      const seq = seqOf(line)
      if (seq > end) return false
      from = after(place)
      const event = seq > lastSeq ? parsed(line) : null
      if (event === null) {
        skipped++
        return true
      }
      index.writer.put(event, place)
      lastSeq = seq
      lastPlace = place
      more = ++rows >= ROWS_AT_ONCE
      return !more
    }
    index.writer.transaction(() => {
      log.scan(from, read)
      return lastPlace === null ? null : sha256(log.read(lastPlace))
    })
    lines += rows
  }
  return { lines, skipped }
}

function after(place: LinePlace): { segment: number; offset: number } {
  return { segment: place.segment, offset: place.offset + place.length + 1 }
}

function parsed(line: Uint8Array): AuditEvent | null {
  if (!isWholeLine(line)) return null
  try {
    return JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString()) as AuditEvent
  } catch {
    return null
  }
}
