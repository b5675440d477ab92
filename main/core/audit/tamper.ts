/**
 * What can be wrong with a log, in the words of `countersign audit verify`. The last three are found with anchors alone: the log ends before
 * a line that was deposited elsewhere, holds another line in its place, or the deposits themselves cannot be believed.
 */
export type TamperKind =
  | 'edited'
  | 'dropped'
  | 'reordered'
  | 'truncated'
  | 'forked'
  | 'unsigned'
  | 'rolled_back'
  | 'rewritten'
  | 'anchor_unreadable'

/** Exit codes of `countersign audit verify`. Published: a code never changes its meaning. */
export const TAMPER_EXIT_CODES = {
  edited: 10,
  dropped: 11,
  reordered: 12,
  truncated: 13,
  forked: 14,
  unsigned: 15,
  rolled_back: 16,
  rewritten: 17,
  anchor_unreadable: 18,
} as const satisfies Record<TamperKind, number>

/** The first bad line of a log, and what is wrong with it. */
export interface Tampering {
  readonly ok: false
  readonly kind: TamperKind
  /** Name of the segment (or of the head) in the audit folder, or the place of an anchor. */
  readonly file: string
  /** 1, 2, … within the file; for a line that is missing, where it should be. */
  readonly line_number: number
  readonly seq: number
  readonly detail: string
}

export interface SoundChain {
  readonly ok: true
  /** Lines that were looked at. */
  readonly count: number
  /** 0 when the log is empty. */
  readonly first_seq: number
  /** 0 when the log is empty. */
  readonly last_seq: number
  readonly last_hash: string
  /** `prev_hash` of the last line; 64 zeros when no line was looked at. */
  readonly last_prev_hash: string
  /** Last line under the signed head. */
  readonly signed_seq: number
  /** `closed` when the log was closed in good order. */
  readonly state: 'open' | 'closed'
  /** True when the log begins where an operator accepted the loss of an older one. */
  readonly begins_with_recovery: boolean
  /** Last line that a deposit elsewhere covers; null when no anchor was looked at, or none covers any of these lines. */
  readonly anchored_seq: number | null
}

export type ChainVerdict = SoundChain | Tampering
