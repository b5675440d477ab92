import * as z from 'zod'
import { SignedHead } from './audit-event.ts'
import { DoubtfulPackage } from './evidence.ts'
import { Sha256, Timestamp } from './ids.ts'

export const TamperKind = z
  .enum([
    'edited',
    'dropped',
    'reordered',
    'truncated',
    'forked',
    'unsigned',
    'rolled_back',
    'rewritten',
    'anchor_unreadable',
  ])
  .meta({ id: 'TamperKind' })

/** The first thing that does not fit, with the place where it was found. */
export const ChainTampering = z
  .strictObject({
    kind: TamperKind,
    file: z.string(),
    line: z.int(),
    seq: z.int(),
    detail: z.string(),
  })
  .meta({ id: 'ChainTampering' })
export type ChainTampering = z.infer<typeof ChainTampering>

/**
 * A place outside of the data root where signed heads are deposited. `off`: nothing was deposited or tried since the start and no
 * deposit was found there; `ok`: the latest deposit is there; `failed`: the latest attempt failed, and `failure` says why.
 */
export const AnchorState = z
  .strictObject({
    kind: z.enum(['folder', 'git']),
    place: z.string().meta({ description: 'path or address, without user name and password' }),
    state: z.enum(['off', 'ok', 'failed']),
    tried_at: Timestamp.nullable(),
    anchored_at: Timestamp.nullable(),
    seq: z.int().min(0).nullable().meta({ description: 'last line that the latest deposit covers' }),
    failure: z.string().nullable(),
  })
  .meta({ id: 'AnchorState' })
export type AnchorState = z.infer<typeof AnchorState>

/**
 * What is known of the chain. `verifying`: a check runs just now, and everything else tells of the one before. `unverified`: none has
 * ended since the start, or the latest could not be carried out (`failure`).
 */
export const ChainState = z
  .strictObject({
    state: z.enum(['ok', 'broken', 'unverified', 'verifying']),
    last_state: z.enum(['ok', 'broken', 'unverified']).meta({ description: 'what the latest check came to' }),
    last_verified_at: Timestamp.nullable(),
    verified_seq: z.int().min(0).nullable(),
    lines: z.int().min(0).nullable(),
    seconds: z.number().nullable(),
    progress: z.number().min(0).max(1).nullable().meta({ description: 'of the check that runs; null when none does' }),
    tampering: ChainTampering.nullable(),
    failure: z.string().nullable(),
    next_at: Timestamp.nullable().meta({ description: 'when the chain is checked again by itself; null: never' }),
    head: z.strictObject({
      seq: z.int().min(0),
      signed_seq: z.int().min(0),
      hash: Sha256,
      key_id: z.string(),
      key_fingerprint: Sha256.meta({ description: 'sha256 of the public key (SPKI, DER)' }),
    }),
    anchors: z.array(AnchorState),
  })
  .meta({ id: 'ChainState' })
export type ChainState = z.infer<typeof ChainState>

/**
 * The root of the Merkle tree (RFC 6962) over the hashes of all lines from `first_seq` on, `size` of them; `head_hash` is the hash of the
 * last. The signature is Ed25519, base64url, over the line `countersign audit tree v1`, a line feed, and the canonical JSON (RFC 8785) of
 * the other fields.
 */
export const SignedTree = z
  .strictObject({
    first_seq: z.int().positive(),
    size: z.int().positive(),
    root: Sha256,
    head_hash: Sha256,
    key_id: z.string(),
    signature: z.string(),
  })
  .meta({ id: 'SignedTree' })
export type SignedTree = z.infer<typeof SignedTree>

/** One line of a file of deposits: the signed head, and the tree over the same lines where it was known. */
export const AnchorDeposit = z
  .strictObject({ head: SignedHead, tree: SignedTree.nullable() })
  .meta({ id: 'AnchorDeposit' })
export type AnchorDeposit = z.infer<typeof AnchorDeposit>

export const AnchorList = z.strictObject({ items: z.array(AnchorState) }).meta({ id: 'AnchorList' })
export type AnchorList = z.infer<typeof AnchorList>

/** A proof folder that was written. `folder` is an absolute path on the console's machine. */
export const ProofExport = z
  .strictObject({
    proof_id: z.string(),
    subject: z.strictObject({ kind: z.enum(['correlation', 'task']), id: z.string() }),
    folder: z.string(),
    files: z.int(),
    bytes: z.int(),
    lines: z.int(),
    first_seq: z.int(),
    last_seq: z.int(),
    head_seq: z.int(),
    manifest_sha256: Sha256,
    key_fingerprint: Sha256,
    anchored_seq: z.int().nullable().meta({ description: 'lines up to this one were deposited elsewhere before' }),
    doubtful: z.array(DoubtfulPackage).meta({
      description:
        'packages in the folder that were not what was recorded when it was written; its verifier says the same',
    }),
  })
  .meta({ id: 'ProofExport' })
export type ProofExport = z.infer<typeof ProofExport>
