import type { SignedHead } from '../../../contract/audit-event.ts'
import type { Deposit } from './anchor-deposit.ts'
import type { ChainVerdict } from './tamper.ts'

/** A log that was read from its first line to its last. */
export interface CheckedLog {
  readonly verdict: ChainVerdict
  /** The head that it was held against; null when there is none that can be believed. */
  readonly head: SignedHead | null
  /** Over the lines up to that head; null when it was not asked for, or nothing can be said for sure. */
  readonly tree: { readonly first_seq: number; readonly size: number; readonly root: string } | null
}

export interface CheckOptions {
  /** What was found at anchors. */
  readonly deposits: readonly Deposit[]
  /** Whether the Merkle tree is wanted as well. */
  readonly tree: boolean
}

/** A line, and how it is shown to be in the tree. */
export interface ProvenLine {
  readonly seq: number
  /** Without its line feed. */
  readonly bytes: Uint8Array
  /** RFC 9162, 2.1.3.1, as hex. */
  readonly path: readonly string[]
}

export interface ProvenLines extends CheckedLog {
  readonly lines: readonly ProvenLine[]
  /** That the line of the head is the last in the tree. */
  readonly head_path: readonly string[]
  /** Of each deposit that was asked for and whose line this log has. */
  readonly deposits: readonly DepositWay[]
}

/** What was deposited: the line of a head, and the size of its tree; null when it knew none. */
export interface DepositedHead {
  readonly seq: number
  readonly size: number | null
}

/** How a deposit is shown to be in the tree: its line, and that its tree is the beginning of this one (RFC 9162, 2.1.4.1), as hex. */
export interface DepositWay extends DepositedHead {
  readonly path: readonly string[]
  readonly consistency: readonly string[]
}

/** Reads the whole log and judges it, aside from everything else that goes on. Rejects when it cannot be read, or `signal` is aborted. */
export interface LogVerification {
  /** `onProgress`: from 0 to 1. */
  check(options: CheckOptions, onProgress: (done: number) => void, signal: AbortSignal): Promise<CheckedLog>
  /** `seqs`: the lines to be proven; `heads`: what was deposited before. */
  prove(seqs: readonly number[], heads: readonly DepositedHead[], signal: AbortSignal): Promise<ProvenLines>
}
