import type { KeyObject } from 'node:crypto'
import { AnchorDeposit } from '../../../contract/audit-chain.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { judgeHead } from './head-signature.ts'
import { treeProblem } from './signed-tree.ts'
import type { Tampering } from './tamper.ts'

/** A line that was found at an anchor. */
export interface Deposit {
  /** Where it lies, as a person would name it. */
  readonly place: string
  /** 1, 2, … in the file of deposits. */
  readonly line_number: number
  readonly text: string
}

/** A deposit that says to be of one key; whether it can be believed was not asked. */
export interface DepositOfKey extends Deposit, AnchorDeposit {}

/** A deposit whose signatures are good. */
export interface TrustedDeposit extends DepositOfKey {}

/** Name of the file of deposits of one key, in a folder or a repository that other logs may use too. */
export const depositsFile = (keyId: string): string => `countersign-${keyId}.jsonl`

/** The key id that a file of deposits is named after; null for another name. */
export function keyIdOfDeposits(name: string): string | null {
  return /^countersign-([0-9a-f]{16})\.jsonl$/.exec(name)?.[1] ?? null
}

/** The line of a deposit, without its line feed. */
export const depositLine = (deposit: AnchorDeposit): string => canonicalJson(deposit)

/** Every line of a file of deposits. One that was not finished, because a crash cut it off, is left out. */
export function depositsIn(text: string, place: string): readonly Deposit[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line, i) => ({ place, line_number: i + 1, text: line }))
}

/** What a found line says, if it is a deposit that names this key; null otherwise. */
export function depositOfKey(deposit: Deposit, keyId: string): DepositOfKey | null {
  const parsed = AnchorDeposit.safeParse(parsedJson(deposit.text)).data
  return parsed?.head.key_id === keyId ? { ...deposit, ...parsed } : null
}

/** Judges deposits as they were found, up to the first that cannot be believed. */
export function judgeDeposits(
  deposits: readonly Deposit[],
  key: { readonly publicKey: KeyObject; readonly keyId: string },
): { readonly trusted: readonly TrustedDeposit[]; readonly bad: Tampering | null } {
  const trusted: TrustedDeposit[] = []
  for (const deposit of deposits) {
    const { place, line_number, text } = deposit
    const parsed = AnchorDeposit.safeParse(parsedJson(text)).data
    const problem = parsed === undefined ? 'it is not a deposit' : problemOf(parsed, text, key)
    if (parsed === undefined || problem !== null) {
      const detail = `the deposited head cannot be believed: ${problem}`
      return { trusted, bad: { ok: false, kind: 'anchor_unreadable', file: place, line_number, seq: 0, detail } }
    }
    trusted.push({ ...deposit, ...parsed })
  }
  return { trusted, bad: null }
}

function problemOf(
  { head, tree }: AnchorDeposit,
  text: string,
  key: { readonly publicKey: KeyObject; readonly keyId: string },
): string | null {
  const verdict = judgeHead(JSON.stringify(head), key.publicKey, key.keyId)
  if (verdict.state === 'untrusted') return verdict.reason
  if (text !== depositLine({ head, tree })) return 'it does not have the bytes that were written'
  if (tree === null) return null
  const fits = tree.first_seq + tree.size - 1 === head.seq && tree.head_hash === head.hash
  return fits ? treeProblem(tree, key.publicKey, key.keyId) : 'its tree is not the one of its head'
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
