import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { CommittedLine, EventDraft } from '../../core/audit/event-log.ts'
import { chainedLine } from '../../core/audit/hash-chain.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import type { HeadPosition } from './signed-head.ts'

/** Lines with their place in the chain, and their bytes, ready to be appended. */
export interface LineBatch {
  readonly lines: readonly CommittedLine[]
  /** Valid until the next batch is built. */
  readonly bytes: Uint8Array
  /** Where the chain is once the disk holds the batch. */
  readonly position: HeadPosition
}

/** A draft with the instant of its call and its body, which was written at that instant too. */
export interface Bodied {
  readonly draft: EventDraft
  readonly ts: string
  readonly body: string
}

export type BatchBuilder = (
  batch: readonly Bodied[],
  from: HeadPosition,
  place: { readonly segment: number; readonly offset: number },
) => LineBatch

const LINE_FEED = 0x0a
const FIRST_CAPACITY = 64 * 1024
/** Most UTF-8 bytes of one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3

/** Chains lines into one buffer that is used again and again. */
export function createBatchBuilder(): BatchBuilder {
  let buffer = Buffer.allocUnsafe(FIRST_CAPACITY)

  function makeRoom(used: number, more: number): void {
    if (used + more <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, used + more))
    buffer.copy(larger, 0, 0, used)
    buffer = larger
  }

  return (batch, from, place) => {
    let { seq, hash, prev_hash: prevHash } = from
    let used = 0
    const lines: CommittedLine[] = []
    for (const { draft, ts, body } of batch) {
      seq++
      prevHash = hash
      const text = chainedLine(seq, body, prevHash)
      makeRoom(used, text.length * MAX_BYTES_PER_UNIT + 1)
      const length = buffer.write(text, used)
      hash = sha256(buffer.subarray(used, used + length))
      lines.push({
        event: eventOf(draft, seq, ts, prevHash),
        segment: place.segment,
        offset: place.offset + used,
        length,
      })
      used += length
      buffer[used++] = LINE_FEED
    }
    const position = { seq, hash, prev_hash: prevHash, count: from.count + batch.length }
    return { lines, bytes: buffer.subarray(0, used), position }
  }
}

function eventOf(draft: EventDraft, seq: number, ts: string, prevHash: string): AuditEvent {
  return {
    seq,
    ts,
    type: draft.type,
    actor: draft.actor,
    correlation_id: draft.correlation_id,
    task_id: draft.task_id,
    route: draft.route,
    status: draft.status,
    data: draft.data,
    prev_hash: prevHash as AuditEvent['prev_hash'],
  }
}
