import { type KeyObject, sign, verify } from 'node:crypto'
import { EvidenceManifest, type EvidenceRef } from '../../../contract/evidence.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import { AppError } from '../kernel/app-error.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { ArtifactDraft, PackageDraft } from './evidence-store.ts'

/** File name of the manifest inside its package; no artifact may bear it. */
export const MANIFEST_FILE = 'manifest.json'

/** Longest manifest that is read, in bytes: a hundred artifacts with everything at its limit take less. */
export const MAX_MANIFEST_BYTES = 1024 * 1024

/** The pair that signs manifests: the one of the audit log. */
export interface ManifestKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly keyId: string
}

/** A draft whose files were measured: `size` in bytes. */
export interface MeasuredPackage extends Omit<PackageDraft, 'artifacts'> {
  readonly artifacts: readonly (ArtifactDraft & { readonly sha256: Sha256; readonly size: number })[]
}

/** Where a manifest was found: it must say the same of itself. */
export interface PackagePlace {
  readonly correlation_id: string
  readonly package_id: string
}

/** `claims`: what an untrusted manifest says, null when it says nothing that can be read. */
export type ManifestVerdict =
  | { readonly state: 'trusted'; readonly manifest: EvidenceManifest }
  | { readonly state: 'untrusted'; readonly reason: string; readonly claims: EvidenceManifest | null }

const Statement = EvidenceManifest.omit({ signature: true })

/**
 * Stands in front of what is signed. The same key signs heads of the audit log, whose signed bytes are bare JSON and so begin with
 * `{`: no signature of the one kind can ever fit something of the other.
 */
const PURPOSE = 'countersign evidence manifest v1\n'

const signedBytes = (statement: Omit<EvidenceManifest, 'signature'>): Buffer =>
  Buffer.from(PURPOSE + canonicalJson(statement))

/**
 * The signed manifest of a draft: Ed25519 (RFC 8032) over the purpose line and the canonical JSON (RFC 8785) of the other fields. Ed25519
 * is deterministic, so that the same draft and key always give the same bytes. Throws AppError `internal` for a draft against the contract.
 */
export function manifestOf(draft: MeasuredPackage, keys: Omit<ManifestKeys, 'publicKey'>): EvidenceManifest {
  const { package_id, task_id, correlation_id, created_at } = draft
  const artifacts = draft.artifacts.map(
    ({ path, sha256, size, media_type, captured_at, source, link, parent_sha256, trust, partial }) => ({
      ...{ path, sha256, bytes: size, media_type, captured_at, source, link },
      // A member that says nothing is left out, so that packages of before keep their bytes.
      ...(parent_sha256 === undefined ? {} : { parent_sha256 }),
      ...(trust === undefined ? {} : { trust }),
      ...(partial === undefined ? {} : { partial }),
    }),
  )
  const parsed = Statement.safeParse({
    ...{ package_id, task_id, correlation_id, created_at, artifacts, key_id: keys.keyId },
  })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new AppError('internal', `not a package of evidence: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const names = [MANIFEST_FILE, ...draft.artifacts.map(({ path }) => path)]
  if (new Set(names).size !== names.length)
    throw new AppError('internal', 'not a package of evidence: two of its files have the same name')
  const signature = sign(null, signedBytes(parsed.data), keys.privateKey).toString('base64url')
  return { ...parsed.data, signature }
}

/** The bytes of `manifest.json`: canonical JSON and a line feed. */
export function manifestBytes(manifest: EvidenceManifest): Uint8Array {
  return Buffer.from(`${canonicalJson(manifest)}\n`)
}

/** What the task file says of a package. */
export function refOf(manifest: EvidenceManifest): EvidenceRef {
  return {
    package_id: manifest.package_id,
    manifest_sha256: sha256(manifestBytes(manifest)),
    artifacts: manifest.artifacts.length,
    captured_at: manifest.created_at,
  }
}

/** Judges the bytes of a `manifest.json` that was found at `place`. */
export function judgeManifest(
  bytes: Uint8Array,
  place: PackagePlace,
  keys: Pick<ManifestKeys, 'publicKey' | 'keyId'>,
): ManifestVerdict {
  const parsed = EvidenceManifest.safeParse(parsedJson(bytes))
  if (!parsed.success) return { state: 'untrusted', reason: 'manifest.json is not a manifest', claims: null }
  const claims = parsed.data
  const untrusted = (reason: string): ManifestVerdict => ({ state: 'untrusted', reason, claims })
  if (claims.key_id !== keys.keyId) return untrusted('manifest.json was signed with another key')
  const { signature, ...statement } = claims
  const signatureBytes = Buffer.from(signature, 'base64url')
  // Base64url leaves bits unused; only the one spelling that we write is taken.
  const spelledAsOurs = signatureBytes.toString('base64url') === signature
  if (!spelledAsOurs || !verify(null, signedBytes(statement), keys.publicKey, signatureBytes))
    return untrusted('the signature of manifest.json does not fit its content')
  if (!Buffer.from(bytes).equals(manifestBytes(claims)))
    return untrusted('manifest.json does not have the bytes that were written')
  // A whole package that was moved still bears a good signature.
  if (claims.package_id !== place.package_id || claims.correlation_id !== place.correlation_id)
    return untrusted('manifest.json belongs to another package')
  return { state: 'trusted', manifest: claims }
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}
