import { type KeyObject, sign } from 'node:crypto'
import type { LinesLeftOut, SignedHead } from '../../../contract/audit-event.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import type { ListedFile } from './proof-folders.ts'

const PROOF_FORMAT = 'countersign proof v1'

/** What `proof.json` says, besides its key and signature. */
export interface ProofStatement {
  readonly subject: { readonly kind: 'correlation' | 'task'; readonly id: string }
  readonly exported_at: string
  readonly log: {
    readonly first_seq: number
    readonly head: SignedHead
    readonly tree: { readonly size: number; readonly root: string }
    /** That the line of the head is the last in the tree. */
    readonly head_path: readonly string[]
  }
  /** The latest deposit with a tree, as it was found; null when there is none. How every deposit is in the log: `deposits.json`. */
  readonly anchor: { readonly place: string; readonly deposit: string } | null
  readonly approvals: readonly { readonly approval_id: string; readonly file: string }[]
  readonly packages: readonly {
    readonly package_id: string
    readonly folder: string
    readonly state: string
    readonly problems: readonly string[]
  }[]
  /** Of which type how many lines this proof does not hold, because there are too many. */
  readonly left_out_lines: LinesLeftOut
  readonly files: readonly ListedFile[]
}

/** The pair that signs proofs: the one of the audit log. `fingerprint`: sha256 of the public key (SPKI, DER). */
export interface ProofKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly keyId: string
  readonly fingerprint: string
}

/** Ed25519 (RFC 8032), base64url, over this purpose line and the canonical JSON (RFC 8785) of everything else. */
const PURPOSE = `${PROOF_FORMAT}\n`

/** The text of `proof.json`: canonical JSON and a line feed. */
export function proofManifest(statement: ProofStatement, key: Omit<ProofKeys, 'publicKey'>): string {
  const whole = { format: PROOF_FORMAT, key_id: key.keyId, key: { fingerprint: key.fingerprint }, ...statement }
  const signature = sign(null, Buffer.from(PURPOSE + canonicalJson(whole)), key.privateKey).toString('base64url')
  return `${canonicalJson({ ...whole, signature })}\n`
}
