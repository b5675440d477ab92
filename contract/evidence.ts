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

/** A package as it is read: every file hashed, the manifest's signature checked. */
export const EvidencePackage = z
  .strictObject({
    ...EvidenceManifest.omit({ signature: true }).shape,
    manifest_sha256: Sha256,
    state: z.enum(['whole', 'altered']),
    problems: z.array(z.string()).meta({ description: 'what does not fit, in words; empty when whole' }),
  })
  .meta({ id: 'EvidencePackage' })
export type EvidencePackage = z.infer<typeof EvidencePackage>

/** Of which evidence: of one task, of one correlation id, or all. */
export const VerifyEvidence = z
  .strictObject({
    task_id: TaskId.optional(),
    correlation_id: CorrelationId.optional(),
    all: z.literal(true).optional(),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    message: 'give one of task_id, correlation_id and all',
  })
  .meta({ id: 'VerifyEvidence' })
export type VerifyEvidence = z.infer<typeof VerifyEvidence>

/** A package that is not what was recorded, in words. */
export const DoubtfulPackage = z
  .strictObject({ correlation_id: z.string(), package_id: z.string(), problems: z.array(z.string()) })
  .meta({ id: 'DoubtfulPackage' })
export type DoubtfulPackage = z.infer<typeof DoubtfulPackage>

/**
 * What hashing evidence again came to. `altered`: packages that are there and not what was recorded; `missing`: packages that a task or
 * a run names and that are gone. At most 1000 of each are given; `left_out` says how many more there are. `cancelled` and `failed`: the
 * counts say how far it came, and nothing is said of the rest.
 */
export const EvidenceVerdict = z
  .strictObject({
    of: VerifyEvidence,
    state: z.enum(['whole', 'altered', 'cancelled', 'failed']),
    failure: z.string().nullable(),
    started_at: Timestamp,
    finished_at: Timestamp,
    packages: z.int().min(0),
    artifacts: z.int().min(0),
    bytes: z.int().min(0),
    altered: z.array(DoubtfulPackage),
    missing: z.array(DoubtfulPackage),
    left_out: z.int().min(0),
  })
  .meta({ id: 'EvidenceVerdict' })
export type EvidenceVerdict = z.infer<typeof EvidenceVerdict>

/** `running`: what is being hashed again, and how far it is; `last`: what came of the one before, in this run of the console. */
export const EvidenceVerification = z
  .strictObject({
    running: z
      .strictObject({
        of: VerifyEvidence,
        started_at: Timestamp,
        packages: z.int().min(0),
        bytes: z.int().min(0),
        fraction: z.number().min(0).max(1),
      })
      .nullable(),
    last: EvidenceVerdict.nullable(),
  })
  .meta({ id: 'EvidenceVerification' })
export type EvidenceVerification = z.infer<typeof EvidenceVerification>

/**
 * The room that the evidence takes and may take, in bytes. `used_bytes`: each content once, counted at `counted_at` and carried on since;
 * null until it was counted. `free_bytes`: what the disk had at `free_at`. `budget_bytes` null: no limit.
 */
export const EvidenceRoomInfo = z
  .strictObject({
    used_bytes: z.int().nullable(),
    counted_at: Timestamp.nullable(),
    free_bytes: z.int().nullable(),
    free_at: Timestamp.nullable(),
    budget_bytes: z.int().nullable(),
    keep_free_bytes: z.int(),
  })
  .meta({ id: 'EvidenceRoomInfo' })
export type EvidenceRoomInfo = z.infer<typeof EvidenceRoomInfo>

/** `refs`: every package that the task file or the record of a tool's run names. One that is named and gone is an altered item. */
export const EvidenceList = z
  .strictObject({ items: z.array(EvidencePackage), refs: z.array(EvidenceRef) })
  .meta({ id: 'EvidenceList' })
export type EvidenceList = z.infer<typeof EvidenceList>
