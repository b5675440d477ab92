import * as z from 'zod'
import { CorrelationId, Sha256, TaskId, Timestamp } from './ids.ts'

/** Name of a package's folder under `audit/evidence/<correlation_id>/`. */
export const PackageId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,95}$/, 'a package id is 1 to 96 of a-z, 0-9, and _.-')
  .brand<'PackageId'>()
  .meta({ id: 'PackageId', example: 'telegram-42' })
export type PackageId = z.infer<typeof PackageId>

/** File name of an artifact inside its package. */
export const ArtifactName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9]{1,10})?$/, 'an artifact name is a-z, 0-9, - and _, with a short ending')
  .meta({ id: 'ArtifactName', example: 'request.txt' })

/**
 * One file of proof. `source` says who gave it, for example `telegram:message`. `parent_sha256`: of the artifact that it was made from.
 * `trust` `reported`: what somebody else says, checked by nobody here. `partial`: cut short by a failure.
 */
export const Artifact = z
  .strictObject({
    path: ArtifactName,
    sha256: Sha256,
    bytes: z.int().min(0),
    media_type: z.string().max(100),
    captured_at: Timestamp,
    source: z.string().max(200),
    link: z.string().max(2000).nullable(),
    parent_sha256: Sha256.optional(),
    trust: z.literal('reported').optional(),
    partial: z.literal(true).optional(),
  })
  .meta({ id: 'Artifact' })
export type Artifact = z.infer<typeof Artifact>

/** `manifest.json` of a package. The signature is Ed25519 (RFC 8032), base64url, over the line `countersign evidence manifest v1`, a line feed, and the canonical JSON (RFC 8785) of the other fields. */
export const EvidenceManifest = z
  .strictObject({
    package_id: PackageId,
    task_id: TaskId,
    correlation_id: CorrelationId,
    created_at: Timestamp,
    artifacts: z.array(Artifact).max(100),
    key_id: z.string(),
    signature: z.string(),
  })
  .meta({ id: 'EvidenceManifest' })
export type EvidenceManifest = z.infer<typeof EvidenceManifest>

/** What a task file says of a package: enough to notice that another one was put in its place. */
export const EvidenceRef = z
  .strictObject({ package_id: PackageId, manifest_sha256: Sha256, artifacts: z.int().min(0), captured_at: Timestamp })
  .meta({ id: 'EvidenceRef' })
export type EvidenceRef = z.infer<typeof EvidenceRef>

/** A package as it is read: every file hashed again, the manifest's signature checked. */
export const EvidencePackage = z
  .strictObject({
    ...EvidenceManifest.omit({ signature: true }).shape,
    manifest_sha256: Sha256,
    state: z.enum(['whole', 'altered']),
    problems: z.array(z.string()).meta({ description: 'what does not fit, in words; empty when whole' }),
  })
  .meta({ id: 'EvidencePackage' })
export type EvidencePackage = z.infer<typeof EvidencePackage>

/** `refs`: every package that the task file or the record of a tool's run names. One that is named and gone is an altered item. */
export const EvidenceList = z
  .strictObject({ items: z.array(EvidencePackage), refs: z.array(EvidenceRef) })
  .meta({ id: 'EvidenceList' })
export type EvidenceList = z.infer<typeof EvidenceList>
