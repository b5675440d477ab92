import { type KeyObject, sign, verify } from 'node:crypto'
import type { SignedTree } from '../../../contract/audit-chain.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'

/** Stands in front of what is signed, so that no signature of another kind can ever fit a tree. */
const PURPOSE = 'countersign audit tree v1\n'

const signedBytes = (statement: Omit<SignedTree, 'signature'>): Buffer =>
  Buffer.from(PURPOSE + canonicalJson(statement))

/** Ed25519 (RFC 8032) over the purpose line and the canonical JSON (RFC 8785) of the statement. */
export function signTree(statement: Omit<SignedTree, 'signature'>, privateKey: KeyObject): SignedTree {
  return { ...statement, signature: sign(null, signedBytes(statement), privateKey).toString('base64url') }
}

/** Why a tree cannot be believed, in words; null when it can. */
export function treeProblem(tree: SignedTree, publicKey: KeyObject, keyId: string): string | null {
  const { signature, ...statement } = tree
  if (statement.key_id !== keyId) return 'its tree was signed with another key'
  const bytes = Buffer.from(signature, 'base64url')
  const spelledAsOurs = bytes.toString('base64url') === signature
  const good = spelledAsOurs && verify(null, signedBytes(statement), publicKey, bytes)
  return good ? null : 'the signature of its tree does not fit'
}
