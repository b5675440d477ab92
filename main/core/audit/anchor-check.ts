import type { TrustedDeposit } from './anchor-deposit.ts'
import { NO_LINE } from './hash-chain.ts'
import type { ChainVerdict, Tampering } from './tamper.ts'

/** Holds deposits against the lines of a log as they pass. */
export interface AnchorCheck {
  /** Greatest seq of the lines that are waited for and not greater ones passed; Infinity when there are none left. */
  nextSeq(): number
  /** A well-linked line; call it at least for every `nextSeq`. */
  passed(seq: number, hash: string): void
  /** What the deposits make of a verdict: the first that the log contradicts, or how far it is anchored. */
  judge(verdict: ChainVerdict): ChainVerdict
}

export function createAnchorCheck(deposits: readonly TrustedDeposit[]): AnchorCheck {
  const bySeq = [...deposits].sort((a, b) => a.head.seq - b.head.seq)
  const seen = new Map<number, string>()
  let next = 0

  function contradiction(verdict: Extract<ChainVerdict, { ok: true }>, deposit: TrustedDeposit): Tampering | null {
    const { head, place, line_number } = deposit
    const where = { ok: false, file: place, line_number, seq: head.seq } as const
    // What an accepted loss took away cannot be looked at any more; the first line of the log says that it happened.
    if (verdict.begins_with_recovery && head.seq < verdict.first_seq) return null
    if (head.seq > verdict.last_seq) {
      const detail = `line ${head.seq} was deposited on ${head.ts}, but the log ends after line ${verdict.last_seq}`
      return { ...where, kind: 'rolled_back', detail }
    }
    const hash = head.seq === 0 ? NO_LINE : seen.get(head.seq)
    if (hash === head.hash) return null
    const detail = `line ${head.seq} is another one than the one that was deposited on ${head.ts}`
    return { ...where, kind: 'rewritten', detail }
  }

  return {
    nextSeq: () => bySeq[next]?.head.seq ?? Number.POSITIVE_INFINITY,
    passed: (seq, hash) => {
      for (let at = bySeq[next]; at !== undefined && at.head.seq <= seq; at = bySeq[++next])
        if (at.head.seq === seq) seen.set(seq, hash)
    },
    judge: (verdict) => {
      if (!verdict.ok) return verdict
      let anchored_seq: number | null = null
      for (const deposit of bySeq) {
        const found = contradiction(verdict, deposit)
        if (found !== null) return found
        if (deposit.head.seq >= verdict.first_seq && deposit.head.seq > 0) anchored_seq = deposit.head.seq
      }
      return { ...verdict, anchored_seq }
    },
  }
}
