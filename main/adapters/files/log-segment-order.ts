import { linksTo, NO_LINE, seqOf } from '../../core/audit/hash-chain.ts'
import type { Tampering } from '../../core/audit/tamper.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { firstLine, type LogSegment, lastLine } from './log-segments.ts'

/** A segment whose predecessor by number is missing; null when they count 1, 2, 3, … */
export async function findGap(segments: readonly LogSegment[]): Promise<Tampering | null> {
  const index = segments.findIndex((segment, i) => segment.ordinal !== i + 1)
  const after = segments[index]
  if (after === undefined) return null
  const missing = after.ordinal - (segments[index - 1]?.ordinal ?? 0) - 1
  return dropped(
    after,
    await firstLine(after.path),
    `${missing} segment${missing === 1 ? ' is' : 's are'} missing before it`,
  )
}

/**
 * What a start looks at in segments whose lines it does not read: that each follows the one before, and that the first
 * one is where the signed head begins to count. `head`: null when there is none that can be believed.
 */
export async function findBreakBetween(
  segments: readonly LogSegment[],
  head: { readonly seq: number; readonly count: number } | null,
): Promise<Tampering | null> {
  let hash: string | null = null
  let seq = 0
  for (const segment of segments) {
    const first = await firstLine(segment.path)
    if (first === null) continue
    if (hash === null && head !== null && head.seq - seqOf(first) + 1 !== head.count) {
      const there = Math.max(0, head.seq - seqOf(first) + 1)
      return dropped(
        segment,
        first,
        `the signed head counts ${head.count} lines up to line ${head.seq}, there are ${there}`,
      )
    }
    if (hash !== null && (seqOf(first) !== seq + 1 || !linksTo(first, hash)))
      return dropped(segment, first, `it does not follow line ${seq}, with which the file before it ends`)
    const last = await lastLine(segment.path)
    hash = last === null ? NO_LINE : sha256(last.bytes)
    seq = last === null ? 0 : seqOf(last.bytes)
  }
  return null
}

function dropped(segment: LogSegment, first: Uint8Array | null, detail: string): Tampering {
  return {
    ok: false,
    kind: 'dropped',
    file: segment.name,
    line_number: 1,
    seq: first === null ? 0 : seqOf(first),
    detail,
  }
}
