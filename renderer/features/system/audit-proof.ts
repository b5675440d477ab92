/** How far the log and its signed head were, at one reading. */
export interface AuditReading {
  readonly seq: number
  readonly signed_seq: number
  /** When it was read. Milliseconds. */
  readonly at: number
}

/** What may be said of the log's signature; `behind` only after a head had time to come and did not. */
export interface AuditProof {
  readonly shown: { readonly seq: number; readonly signed_seq: number; readonly behind: boolean } | null
  /** A line that was seen before its signature: read again after `again` milliseconds. */
  readonly doubt: { readonly seq: number; readonly since: number; readonly again: number } | null
}

export const NO_PROOF: AuditProof = { shown: null, doubt: null }

/** The head is signed up to 100 ms after a line, so a reading is often just ahead of it. Milliseconds. */
const PATIENCE = 500
const WHEN_BEHIND = 5_000

/** Follows the readings. A line that was once seen unsigned must be signed at the next look; only then it counts as late. */
export function proofAfter(before: AuditProof, reading: AuditReading): AuditProof {
  const { seq, signed_seq, at } = reading
  const { doubt } = before
  if (signed_seq >= seq || (doubt !== null && signed_seq >= doubt.seq))
    return { shown: { seq: signed_seq, signed_seq, behind: false }, doubt: null }
  // A new process may have begun another log: its lines say nothing about the doubted one.
  const first = doubt === null || seq < doubt.seq ? { seq, since: at } : doubt
  if (at - first.since < PATIENCE) return { ...before, doubt: { seq: first.seq, since: first.since, again: PATIENCE } }
  return { shown: { seq, signed_seq, behind: true }, doubt: { seq: first.seq, since: first.since, again: WHEN_BEHIND } }
}
